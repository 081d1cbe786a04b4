package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A module of an application, compiled and loaded for a test, with a hidden class of jobs. */
final class JobsModule {

  private static final String HIDDEN =
      """
      package app.jobs;
      class Hidden {
        @dev.punctual.scheduler.ScheduledJob(every = "1s")
        private void run() {}
      }
      """;
  private static final String DOOR =
      "package app.jobs; public class Door { public static Object jobs() { return new Hidden(); } }";

  private JobsModule() {}

  /**
   * An object of a class that is not public, in a module called {@code app}.
   *
   * @param rules what the module says about its package {@code app.jobs}
   */
  static Object jobs(Path folder, String rules) throws Exception {
    Path[] sources = {
      write(folder.resolve("module-info.java"), "module app { " + rules + " }"),
      write(folder.resolve("Hidden.java"), HIDDEN),
      write(folder.resolve("Door.java"), DOOR)
    };
    Path classes = folder.resolve("classes");
    compile(classes, sources);
    Configuration modules =
        ModuleLayer.boot()
            .configuration()
            .resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("app"));
    ClassLoader parent = JobsModule.class.getClassLoader();
    ModuleLayer.Controller made =
        ModuleLayer.defineModulesWithOneLoader(modules, List.of(ModuleLayer.boot()), parent);
    Module app = made.layer().findModule("app").orElseThrow();
    made.addReads(app, ScheduledJob.class.getModule());
    return app.getClassLoader().loadClass("app.jobs.Door").getMethod("jobs").invoke(null);
  }

  private static Path write(Path file, String text) throws IOException {
    return Files.writeString(file, text);
  }

  private static void compile(Path classes, Path... sources) {
    List<String> options =
        List.of(
            "--add-reads=app=ALL-UNNAMED",
            "-classpath",
            System.getProperty("java.class.path"),
            "-d",
            classes.toString());
    String[] arguments =
        Stream.concat(options.stream(), Stream.of(sources).map(Path::toString))
            .toArray(String[]::new);
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments)).isZero();
  }
}
