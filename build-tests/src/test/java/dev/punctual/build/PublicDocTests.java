package dev.punctual.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Users read every public name in the Javadoc, so every public name has a comment. */
class PublicDocTests {

  @Test
  void publicName_hasAComment() throws IOException {
    List<Path> sources =
        Reactor.publishedModules().stream()
            .map(m -> Reactor.folder(m).resolve("src/main/java"))
            .flatMap(main -> Reactor.files(main, ".java").stream())
            .filter(file -> !file.toString().contains("/internal/"))
            .toList();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      Bare bare = new Bare(DocTrees.instance(task));
      bare.scan(task.parse(), null);
      assertThat(bare.seen).isPositive();
      assertThat(bare.names).as("public names without a comment").isEmpty();
    }
  }

  /** Collects what has no comment; does not look into private or package-private types. */
  private static final class Bare extends TreePathScanner<Void, Void> {

    private final DocTrees docs;
    private final List<String> names = new ArrayList<>();
    private int seen;

    Bare(DocTrees docs) {
      this.docs = docs;
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
      if (isPublic(type.getModifiers())) {
        note(type.getSimpleName());
        return super.visitClass(type, null);
      }
      return null;
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      boolean inherits =
          method.getModifiers().getAnnotations().stream()
              .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
      if (!inherits && !inRecord() && isPublic(method.getModifiers())) {
        note(method.getName());
      }
      return null;
    }

    @Override
    public Void visitVariable(VariableTree field, Void unused) {
      if (!inRecord() && isPublic(field.getModifiers())) {
        note(field.getName());
      }
      return null;
    }

    private void note(CharSequence name) {
      seen++;
      if (docs.getDocCommentTree(getCurrentPath()) == null) {
        CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
        names.add(unit.getPackageName() + " " + parentName() + name);
      }
    }

    private boolean isPublic(ModifiersTree modifiers) {
      Set<Modifier> flags = modifiers.getFlags();
      TreePath parent = getCurrentPath().getParentPath();
      boolean inInterface =
          parent.getLeaf().getKind() == Tree.Kind.INTERFACE && !flags.contains(Modifier.PRIVATE);
      return inInterface || flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.PROTECTED);
    }

    /** Compact constructors and components, which the record's own comment covers. */
    private boolean inRecord() {
      Tree leaf = getCurrentPath().getLeaf();
      boolean record = getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD;
      return record
          && (!(leaf instanceof MethodTree method) || method.getName().contentEquals("<init>"));
    }

    private String parentName() {
      return getCurrentPath().getParentPath().getLeaf() instanceof ClassTree type
          ? type.getSimpleName() + "."
          : "";
    }
  }
}
