package dev.punctual.scheduler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Calls an annotated method; the way to it is found once. */
final class AnnotatedCall implements AsyncTaskHandler<@Nullable Object> {

  private static final MethodType SHAPE =
      MethodType.methodType(Object.class, ExecutionContext.class);

  private final MethodHandle handle; // of SHAPE

  private AnnotatedCall(MethodHandle handle) {
    this.handle = handle;
  }

  /**
   * Checks that a method can be a job.
   *
   * @param mistakes receives what is wrong
   * @return null if something is
   */
  static @Nullable AnnotatedCall to(AnnotatedMethod method, Mistakes mistakes) {
    List<String> broken = brokenRules(method.actual());
    if (broken.isEmpty()) {
      MethodHandle handle = open(method);
      if (handle != null) {
        return new AnnotatedCall(shaped(handle.bindTo(method.object())));
      }
      broken = List.of(closed(method.declared().getDeclaringClass()));
    }
    broken.forEach(mistakes::add);
    return null;
  }

  private static List<String> brokenRules(Method method) {
    if (Modifier.isStatic(method.getModifiers())) {
      return List.of(
          "a job is a method of an instance and not static; remove 'static', or add it with"
              + " addJob(() -> ..., trigger)");
    }
    Class<?> result = method.getReturnType();
    Class<?>[] parameters = method.getParameterTypes();
    boolean simple = parameters.length == 0;
    boolean contextual = Arrays.equals(parameters, SHAPE.parameterArray());
    boolean answers = result == void.class || CompletionStage.class.isAssignableFrom(result);
    return Stream.of(
            simple || contextual
                ? ""
                : "a job has no parameter or one "
                    + ExecutionContext.class.getSimpleName()
                    + (method.isVarArgs() ? " and no variable ones" : "")
                    + "; for data use a task with a payload, Task.named(...)",
            answers
                ? ""
                : "a job returns void or a CompletionStage, not "
                    + result.getTypeName()
                    + ", which nobody would see; call it from a void method")
        .filter(rule -> !rule.isEmpty())
        .toList();
  }

  /** A handle on the method, or on the one that overrides it if only that is open to us. */
  private static @Nullable MethodHandle open(AnnotatedMethod method) {
    for (Method each : List.of(method.declared(), method.actual())) {
      if (each.trySetAccessible()) {
        try {
          return MethodHandles.lookup().unreflect(each);
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(method + " was open and is closed now", e);
        }
      }
    }
    return null;
  }

  private static String closed(Class<?> type) {
    String self = AnnotatedCall.class.getModule().getName();
    return "module "
        + type.getModule().getName()
        + " does not let the scheduler call it; add 'opens "
        + type.getPackageName()
        + (self == null ? "" : " to " + self)
        + ";' to its module-info, or make class and method public in an exported package";
  }

  private static MethodHandle shaped(MethodHandle bound) {
    MethodHandle full =
        bound.type().parameterCount() == 0
            ? MethodHandles.dropArguments(bound, 0, ExecutionContext.class)
            : bound;
    return full.asType(SHAPE);
  }

  @Override
  public @Nullable CompletionStage<?> run(@Nullable Object nothing, ExecutionContext context)
      throws Exception {
    try {
      return (CompletionStage<?>) (Object) handle.invokeExact(context);
    } catch (Throwable thrown) {
      throw AnnotatedCall.<RuntimeException>asIs(thrown);
    }
  }

  /** Lets anything be thrown as it is: the compiler takes it for what the caller says. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T asIs(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
