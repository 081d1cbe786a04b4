package dev.punctual.scheduler;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Types that a user can see: supertypes, and public or protected members with their generics. */
final class PublicSignatures extends ArchCondition<JavaClass> {

  private final Predicate<JavaClass> unwanted;

  private PublicSignatures(String what, Predicate<JavaClass> unwanted) {
    super("not show %s in a public signature", what);
    this.unwanted = unwanted;
  }

  static PublicSignatures without(String what, Predicate<JavaClass> unwanted) {
    return new PublicSignatures(what, unwanted);
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    Stream.concat(type.getInterfaces().stream(), type.getSuperclass().stream())
        .forEach(parent -> report(type.getName(), parent, events));
    type.getMembers().stream()
        .filter(PublicSignatures::visible)
        .forEach(member -> types(member).forEach(t -> report(member.getFullName(), t, events)));
  }

  private void report(String where, JavaType shown, ConditionEvents events) {
    shown.getAllInvolvedRawTypes().stream()
        .filter(unwanted)
        .forEach(t -> events.add(SimpleConditionEvent.violated(shown, where + " shows " + t)));
  }

  private static Stream<? extends JavaType> types(JavaMember member) {
    if (member instanceof JavaField field) {
      return Stream.of(field.getType());
    }
    JavaCodeUnit unit = (JavaCodeUnit) member;
    return Stream.of(
            Stream.of(unit.getReturnType()),
            unit.getParameterTypes().stream(),
            unit.getExceptionTypes().stream(),
            unit.getTypeParameters().stream())
        .flatMap(types -> types);
  }

  private static boolean visible(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC)
        || member.getModifiers().contains(JavaModifier.PROTECTED);
  }
}
