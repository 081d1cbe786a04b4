package dev.punctual.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** A POM as it is written: no inheritance, no interpolation. */
record Pom(Path file, Element project) {

  /** One entry of {@code dependencies} or {@code dependencyManagement}. */
  record Dependency(
      String groupId, String artifactId, String version, String scope, String type, boolean extra) {

    String key() {
      return groupId + ":" + artifactId;
    }

    /** Whether users get it on their compile class path. */
    boolean compile() {
      return scope.isEmpty() || scope.equals("compile") || scope.equals("provided");
    }
  }

  static Pom read(Path file) {
    try {
      return new Pom(
          file,
          DocumentBuilderFactory.newDefaultInstance()
              .newDocumentBuilder()
              .parse(file.toFile())
              .getDocumentElement());
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
  }

  String artifactId() {
    return text("artifactId");
  }

  String packaging() {
    String packaging = text("packaging");
    return packaging.isEmpty() ? "jar" : packaging;
  }

  /** The text at a path of element names below {@code project}; empty when there is none. */
  String text(String... path) {
    return find(path).map(e -> e.getTextContent().strip()).orElse("");
  }

  List<String> modules() {
    return find("modules").map(Pom::children).orElse(List.of()).stream()
        .map(e -> e.getTextContent().strip())
        .toList();
  }

  List<Dependency> dependencies() {
    return dependencies("dependencies");
  }

  List<Dependency> managed() {
    return dependencies("dependencyManagement", "dependencies");
  }

  /** Whether it is a jar that is deployed; skipping is inherited from aggregators. */
  boolean published() {
    return !packaging().equals("pom") && !skipsDeploy();
  }

  private boolean skipsDeploy() {
    if (text("properties", "maven.deploy.skip").equals("true")) {
      return true;
    }
    Path above = file.getParent().resolveSibling("pom.xml");
    return !text("parent", "artifactId").equals("scheduler-parent") && read(above).skipsDeploy();
  }

  private List<Dependency> dependencies(String... path) {
    return find(path).map(Pom::children).orElse(List.of()).stream()
        .map(
            e ->
                new Dependency(
                    child(e, "groupId"),
                    child(e, "artifactId"),
                    child(e, "version"),
                    child(e, "scope"),
                    child(e, "type"),
                    children(e).size() > 3))
        .toList();
  }

  private Optional<Element> find(String... path) {
    Optional<Element> at = Optional.of(project);
    for (String name : path) {
      at =
          at.flatMap(
              e -> children(e).stream().filter(c -> c.getTagName().equals(name)).findFirst());
    }
    return at;
  }

  private static String child(Element parent, String name) {
    return children(parent).stream()
        .filter(c -> c.getTagName().equals(name))
        .findFirst()
        .map(c -> c.getTextContent().strip())
        .orElse("");
  }

  private static List<Element> children(Element parent) {
    List<Element> found = new ArrayList<>();
    for (Node n = parent.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element e) {
        found.add(e);
      }
    }
    return found;
  }
}
