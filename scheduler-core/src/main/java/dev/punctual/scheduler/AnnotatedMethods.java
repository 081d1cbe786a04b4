package dev.punctual.scheduler;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Finds the annotated methods of an object: those of its class, its superclasses and all their
 * interfaces. The annotations of a method hold for methods that override it without their own.
 */
final class AnnotatedMethods {

  private final Object object;
  private final List<Method> seen = new ArrayList<>(); // the most special first
  private final List<Method> decided = new ArrayList<>(); // methods that are jobs already
  private final List<AnnotatedMethod> found = new ArrayList<>();

  private AnnotatedMethods(Object object) {
    this.object = object;
  }

  /** The annotated methods, each once. */
  static List<AnnotatedMethod> of(Object object) {
    AnnotatedMethods search = new AnnotatedMethods(object);
    lineage(object.getClass()).forEach(search::look);
    return search.found;
  }

  /** The classes from the most special to {@code Object}, then interfaces after their children. */
  private static Set<Class<?>> lineage(Class<?> type) {
    Set<Class<?>> all = new LinkedHashSet<>();
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      all.add(c);
    }
    List<Class<?>> classes = List.copyOf(all);
    classes.forEach(c -> addInterfaces(c, all));
    return all;
  }

  private static void addInterfaces(Class<?> type, Set<Class<?>> all) {
    for (Class<?> each : type.getInterfaces()) {
      all.remove(each); // it comes after all that extend it
      all.add(each);
      addInterfaces(each, all);
    }
  }

  private void look(Class<?> type) {
    List<Method> methods = Arrays.asList(type.getDeclaredMethods());
    for (Method method : methods) {
      List<ScheduledJob> said = AnnotatedMethod.on(method);
      if (!said.isEmpty() && !method.isBridge() && !method.isSynthetic()) {
        Method actual = actual(method);
        if (!decided.contains(actual)) {
          decided.add(actual);
          found.add(new AnnotatedMethod(object, method, actual, said));
        }
      }
    }
    seen.addAll(methods);
  }

  /** The method that a call of {@code method} on the object runs. */
  private Method actual(Method method) {
    for (Method other : seen) {
      if (overrides(other, method)) {
        return other.isBridge() ? bridged(other, method) : other;
      }
    }
    return method;
  }

  /** What a bridge calls; {@code method} itself if it only makes that more visible. */
  private Method bridged(Method bridge, Method method) {
    for (Method other : bridge.getDeclaringClass().getDeclaredMethods()) {
      if (!other.isBridge()
          && other.getName().equals(bridge.getName())
          && bridge.getReturnType().isAssignableFrom(other.getReturnType())
          && accepts(bridge.getParameterTypes(), other.getParameterTypes())) {
        return other;
      }
    }
    return method;
  }

  private static boolean accepts(Class<?>[] general, Class<?>[] special) {
    if (general.length != special.length) {
      return false;
    }
    for (int i = 0; i < general.length; i++) {
      if (!general[i].isAssignableFrom(special[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean overrides(Method special, Method general) {
    return special.getName().equals(general.getName())
        && Arrays.equals(special.getParameterTypes(), general.getParameterTypes())
        && !hasModifier(special, Modifier.STATIC | Modifier.PRIVATE)
        && !hasModifier(general, Modifier.STATIC | Modifier.PRIVATE)
        && (hasModifier(general, Modifier.PUBLIC | Modifier.PROTECTED)
            || samePackage(special.getDeclaringClass(), general.getDeclaringClass()));
  }

  private static boolean hasModifier(Method method, int modifiers) {
    return (method.getModifiers() & modifiers) != 0;
  }

  private static boolean samePackage(Class<?> one, Class<?> other) {
    return one.getPackageName().equals(other.getPackageName())
        && Objects.equals(one.getClassLoader(), other.getClassLoader());
  }
}
