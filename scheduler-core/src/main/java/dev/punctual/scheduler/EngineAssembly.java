package dev.punctual.scheduler;

import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.internal.engine.Engine;
import java.util.Set;

/** Makes the engine that a builder describes. */
final class EngineAssembly {

  private EngineAssembly() {}

  static Engine of(SchedulerBuilder<?> setup) {
    Engine engine = Engine.create(setup.time(), setup.stores(), setup.executors());
    setup.rateLimits().forEach(engine.parts().rates()::limitExecutor);
    Set<String> onlyTasks = setup.takenTasks();
    if (onlyTasks != null) {
      engine.parts().tasks().takeOnly(onlyTasks);
    }
    setup.tasks().forEach(engine.parts().tasks()::register);
    setup.codecs().forEach(engine.parts().tasks()::register);
    setup
        .listeners()
        .forEach(listener -> engine.parts().events().subscribe(SchedulerEvent.class, listener));
    return engine;
  }
}
