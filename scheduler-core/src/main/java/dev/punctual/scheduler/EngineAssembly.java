package dev.punctual.scheduler;

import dev.punctual.scheduler.codec.PayloadCodec;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.internal.engine.Engine;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Makes and configures the engine of a scheduler.
 *
 * @param engine what runs
 * @param defaults what jobs and triggers get that do not say; changes with the configuration
 */
record EngineAssembly(Engine engine, AtomicReference<SchedulerDefaults> defaults) {

  /** What a builder describes. */
  static EngineAssembly of(SchedulerBuilder<?> setup) {
    SchedulerParts parts = setup.open(setup.time());
    try {
      Engine engine = Engine.create(setup.time(), parts.stores(), parts.executors());
      setup.rateLimits().forEach(engine.parts().rates()::limitExecutor);
      Set<String> onlyTasks = setup.takenTasks();
      if (onlyTasks != null) {
        engine.parts().tasks().takeOnly(onlyTasks);
      }
      setup.tasks().forEach(engine.parts().tasks()::register);
      codecs(setup).forEach(engine.parts().tasks()::register);
      engine.parts().tasks().limitPayloads(setup.payloadLimit());
      setup
          .listeners()
          .forEach(listener -> engine.parts().events().subscribe(SchedulerEvent.class, listener));
      return new EngineAssembly(engine, new AtomicReference<>(parts.defaults()));
    } catch (RuntimeException | Error failure) {
      parts.opened().close(failure);
      throw failure;
    }
  }

  /** Puts other parts in the place of those that the engine has. */
  void configure(Consumer<SchedulerSetup> said) {
    engine.requireNew("configured before the start only");
    SchedulerSetup setup = new SchedulerSetup();
    said.accept(setup);
    SchedulerParts parts = setup.open(engine.parts().time());
    try {
      engine.replace(parts.stores(), parts.executors(), () -> defaults.set(parts.defaults()));
    } catch (RuntimeException | Error failure) {
      parts.opened().close(failure);
      throw failure;
    }
  }

  /** The codecs that were named; else those that are there, and then not two that could write. */
  private static List<PayloadCodec> codecs(SchedulerBuilder<?> setup) {
    if (!setup.codecs().isEmpty()) {
      return setup.codecs();
    }
    List<PayloadCodec> found =
        ServiceLoader.load(PayloadCodec.class).stream().map(ServiceLoader.Provider::get).toList();
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "there are several payload codecs, "
              + found.stream().map(PayloadCodec::name).sorted().toList()
              + "; say which one writes with builder.codec(...)");
    }
    return found;
  }
}
