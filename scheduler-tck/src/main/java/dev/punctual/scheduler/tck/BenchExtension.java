package dev.punctual.scheduler.tck;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each clause its {@link Bench}; after a clause that passed it checks what holds of every
 * store at any time, and closes the store.
 */
final class BenchExtension implements ParameterResolver, AfterTestExecutionCallback {

  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(BenchExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Bench.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    JobStoreContract contract = (JobStoreContract) context.getRequiredTestInstance();
    Bench bench = new Bench(contract.open(), contract::open);
    context.getStore(SPACE).put(Bench.class, bench);
    return bench;
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    @Nullable Bench bench = context.getStore(SPACE).remove(Bench.class, Bench.class);
    if (bench == null) {
      return;
    }
    try {
      if (context.getExecutionException().isEmpty()) {
        StoreInvariants.check(bench);
      }
    } finally {
      bench.close();
    }
  }
}
