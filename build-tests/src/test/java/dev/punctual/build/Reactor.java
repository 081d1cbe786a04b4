package dev.punctual.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The source tree as Maven sees it. */
final class Reactor {

  static final Path ROOT = root();

  private Reactor() {}

  static Pom parent() {
    return Pom.read(ROOT.resolve("pom.xml"));
  }

  static Pom bom() {
    return Pom.read(ROOT.resolve("bom/pom.xml"));
  }

  /** Every module below the root, aggregators included. */
  static List<Pom> modules() {
    return below(ROOT);
  }

  static List<Pom> publishedModules() {
    return modules().stream().filter(Pom::published).toList();
  }

  static Path folder(Pom pom) {
    return pom.file().getParent();
  }

  /** All files below {@code folder} whose name ends in {@code suffix}; none when it is absent. */
  static List<Path> files(Path folder, String suffix) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(p -> p.toString().endsWith(suffix)).filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Pom> below(Path folder) {
    return Pom.read(folder.resolve("pom.xml")).modules().stream()
        .map(folder::resolve)
        .flatMap(
            child ->
                Stream.concat(Stream.of(Pom.read(child.resolve("pom.xml"))), below(child).stream()))
        .toList();
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("bom/pom.xml"))) {
      at = at.getParent();
      if (at == null) {
        throw new IllegalStateException("run inside the source tree");
      }
    }
    return at;
  }
}
