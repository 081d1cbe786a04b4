package dev.punctual.scheduler;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A method of an object that is to be a job.
 *
 * @param object what it is called on
 * @param declared the method that carries the annotations
 * @param actual the method that runs; differs when a subclass overrides the declared one
 * @param said the annotations
 */
record AnnotatedMethod(Object object, Method declared, Method actual, List<ScheduledJob> said) {

  /** The annotations of one method, not those of methods that it overrides. */
  static List<ScheduledJob> on(Method method) {
    return List.of(method.getDeclaredAnnotationsByType(ScheduledJob.class));
  }

  /** What ids begin with; null if the object's class has no name that stays the same. */
  @Nullable String stableName() {
    Class<?> type = object.getClass();
    if (Proxy.isProxyClass(type)) {
      type = declared.getDeclaringClass();
    }
    while (type != null && isGenerated(type)) {
      type = type.getSuperclass();
    }
    boolean nameless = type == null || type == Object.class || type.isAnonymousClass();
    return nameless ? null : type.getSimpleName();
  }

  /** Whether a class was made at run time, as proxies are, over one that somebody wrote. */
  private static boolean isGenerated(Class<?> type) {
    return type.isSynthetic() || type.isHidden() || type.getSimpleName().contains("$$");
  }

  /** How messages call it. */
  @Override
  public String toString() {
    return declared.getDeclaringClass().getName()
        + "."
        + declared.getName()
        + Stream.of(declared.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }
}
