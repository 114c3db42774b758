package io.lifecycle4j.examples;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles the blocks of Java of pages, in memory.
 *
 * <p>A block that declares a class at its left margin is a file of its own. The other blocks of a
 * page are the statements of one method, in their order: a variable of one can be used in the next.
 * Lines that import are gathered, from the page and from {@link #IMPORTS}, whose block every page
 * refers to. A block below the comment {@code <!-- context -->} declares what the others use.
 *
 * <p>Each line keeps its number, so that an error names the line of the page.
 */
final class PageCompiler {
  static final String IMPORTS = "docs/guide/getting-started.md";

  private static final Pattern FILE =
      Pattern.compile("(?m)^(?:public )?(?:final )?(?:class|record|interface) (\\w+)[^\\n]*\\{$");

  private final Map<String, Page> pages = new LinkedHashMap<>();
  private final String imports;

  PageCompiler() {
    imports = imports(Page.read(IMPORTS));
  }

  private static String imports(Page page) {
    StringBuilder imports = new StringBuilder();
    for (Page.Block block : page.blocks("java")) {
      if (!isFile(block)) {
        block.lines().stream()
            .filter(PageCompiler::isImport)
            .map(PageCompiler::withoutComment)
            .forEach(imports::append);
      }
    }
    return imports.toString();
  }

  private static String withoutComment(String line) {
    return line.replaceAll("//.*", "");
  }

  private static boolean isImport(String line) {
    return line.startsWith("import ");
  }

  private static boolean isFile(Page.Block block) {
    return FILE.matcher(block.text()).find() && block.lines().stream().anyMatch("}"::equals);
  }

  /** Compiles pages and returns each error as {@code page:line: message}. */
  List<String> errors(List<Page> all) {
    List<JavaFileObject> units = new ArrayList<>();
    for (Page page : all) {
      units.addAll(units(page));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    StandardJavaFileManager files =
        compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8);
    List<String> options =
        List.of("-proc:none", "-Xlint:none", "-classpath", classPath(), "--release", "17");
    compiler.getTask(null, new InMemory(files), found, options, null, units).call();
    return found.getDiagnostics().stream()
        .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
        .map(this::shown)
        .toList();
  }

  /** Returns the class path of these tests without what a newcomer does not have. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("jspecify"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private String shown(Diagnostic<? extends JavaFileObject> problem) {
    JavaFileObject unit = problem.getSource();
    Page page = unit == null ? null : pages.get(unit.getName());
    return String.format(
        Locale.ROOT,
        "%s:%s: %s",
        page == null ? "?" : page.name(),
        problem.getLineNumber(),
        problem.getMessage(Locale.ROOT));
  }

  private List<JavaFileObject> units(Page page) {
    List<JavaFileObject> units = new ArrayList<>();
    String[] statements = new String[page.lines().size()];
    Arrays.fill(statements, "");
    String own = imports;
    StringBuilder context = new StringBuilder();
    for (Page.Block block : page.blocks("java")) {
      Matcher file = FILE.matcher(block.text());
      if (page.isContext(block)) {
        context.append(String.join(" ", block.lines())).append(' ');
      } else if (isFile(block) && file.find()) {
        units.add(unit(page, file.group(1), "\n".repeat(block.line()) + block.text()));
      } else {
        for (int i = 0; i < block.lines().size(); i++) {
          String line = block.lines().get(i);
          if (isImport(line)) {
            own += page.name().equals(IMPORTS) ? "" : withoutComment(line);
          } else {
            statements[block.line() + i] = line;
          }
        }
      }
    }
    String type = "Page" + pages.size();
    statements[0] =
        "package io.lifecycle4j.examples; "
            + own
            + " final class "
            + type
            + " { "
            + context
            + " void page() throws Exception {";
    units.add(unit(page, type, String.join("\n", statements) + "\n}}"));
    return units;
  }

  private JavaFileObject unit(Page page, String type, String source) {
    JavaFileObject unit = new Unit(type + "-" + pages.size(), type, source);
    pages.put(unit.getName(), page);
    return unit;
  }

  /** A file of Java in memory. */
  private static final class Unit extends SimpleJavaFileObject {
    private final String type;
    private final String source;

    Unit(String name, String type, String source) {
      super(URI.create("page:///" + name + Kind.SOURCE.extension), Kind.SOURCE);
      this.type = type;
      this.source = source;
    }

    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return simpleName.equals(type);
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }
  }

  /** Forgets what is compiled. */
  private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
    InMemory(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("class:///" + name), kind) {
        @Override
        public OutputStream openOutputStream() {
          return new ByteArrayOutputStream();
        }
      };
    }
  }
}
