package dev.punctual.scheduler;

import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.internal.engine.Engine;

/** Makes the engine that a builder describes. */
final class EngineAssembly {

  private EngineAssembly() {}

  static Engine of(SchedulerBuilder<?> setup) {
    Engine engine = Engine.create(setup.time(), setup.stores(), setup.executors());
    setup.tasks().forEach(engine.parts().tasks()::register);
    setup.codecs().forEach(engine.parts().tasks()::register);
    setup
        .listeners()
        .forEach(listener -> engine.parts().events().subscribe(SchedulerEvent.class, listener));
    return engine;
  }
}
