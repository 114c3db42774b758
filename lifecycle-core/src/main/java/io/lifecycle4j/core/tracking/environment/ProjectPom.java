package io.lifecycle4j.core.tracking.environment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The POM of a recorded environment: each library in its version and place, without what it would
 * bring along, since that is there too.
 */
final class ProjectPom {
  /** The versions that build this library. */
  private static final ResourceBundle PLUGINS =
      ResourceBundle.getBundle(ProjectPom.class.getPackageName() + ".plugins", Locale.ROOT);

  private static final String EXEC = "exec-maven-plugin";

  private final RecordedFacts facts;
  private final String name;
  private final String run;

  ProjectPom(RecordedFacts facts, String name, String run) {
    this.facts = facts;
    this.name = name;
    this.run = run;
  }

  String text() {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <!--
    %s  -->
    <project xmlns="http://maven.apache.org/POM/4.0.0">
      <modelVersion>4.0.0</modelVersion>
      <groupId>environment</groupId>
      <artifactId>%s</artifactId>
      <version>1</version>
      <properties>
        <maven.compiler.release>%s</maven.compiler.release>
        <maven.compiler.parameters>true</maven.compiler.parameters>
        <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
        <sources>src/main/java</sources>
        <resources>src/main/resources</resources>
        <main>%s</main>
        <args></args>
        <exec.executable>${java.home}/bin/java</exec.executable>
        <exec.args>"@${project.basedir}/jvm.options" -classpath %%classpath ${main} ${args}</exec.args>
      </properties>
      <dependencies>
    %s  </dependencies>
      <build>
        <sourceDirectory>${sources}</sourceDirectory>
        <resources><resource><directory>${resources}</directory></resource></resources>
        <plugins>
    %s    </plugins>
      </build>
    </project>
    """
        .formatted(
            comment(),
            name.replaceAll("[^A-Za-z0-9_.-]", "-"),
            facts.release(),
            escaped(facts.mainClass()),
            dependencies(),
            plugins());
  }

  private String comment() {
    List<String> lines = new ArrayList<>();
    lines.add("The environment of run " + run + ", which trained " + name + ".");
    lines.add("Run a program of the sources: mvn compile exec:exec -Dmain=CLASS -Dargs=ARGUMENTS");
    lines.addAll(facts.sources());
    lines.add("Java " + facts.text("jvm.version") + " of " + facts.text("jvm.vendor"));
    for (String entry : facts.entries()) {
      if (facts.coordinates(entry).isEmpty()) {
        lines.add("Not from a repository: " + entry + " " + facts.text(entry));
      }
    }
    return lines.stream().map(line -> "  " + inComment(line) + "\n").collect(Collectors.joining());
  }

  /** A comment must not contain two hyphens in a row. */
  private static String inComment(String line) {
    return line.replaceAll("\\p{Cntrl}", " ").replaceAll("-(?=-)", "- ").replaceAll("-$", "- ");
  }

  private String dependencies() {
    StringBuilder text = new StringBuilder();
    Set<String> known = new HashSet<>();
    for (String entry : facts.entries()) {
      List<String> parts = facts.coordinates(entry);
      if (!parts.isEmpty() && known.add(identity(parts))) { // the first one is used
        text.append("    <dependency>").append(element("groupId", parts.get(0)));
        text.append(element("artifactId", parts.get(1))).append(element("version", parts.get(2)));
        if (parts.size() > 3) {
          text.append(element("classifier", parts.get(3)));
        }
        text.append("<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId>");
        text.append("</exclusion></exclusions></dependency>\n");
      }
    }
    return text.toString();
  }

  private static String identity(List<String> parts) {
    return parts.get(0) + ":" + parts.get(1) + ":" + (parts.size() > 3 ? parts.get(3) : "");
  }

  private String plugins() {
    StringBuilder text = new StringBuilder();
    for (String plugin : new TreeSet<>(PLUGINS.keySet())) {
      String[] parts = plugin.split(":", 2);
      text.append("      <plugin>").append(element("groupId", parts[0]));
      text.append(element("artifactId", parts[1]));
      text.append(element("version", PLUGINS.getString(plugin)));
      text.append(parts[1].equals(EXEC) ? variables() : "").append("</plugin>\n");
    }
    return text.toString();
  }

  private String variables() {
    String all =
        facts.variables().entrySet().stream()
            .map(each -> element(each.getKey(), each.getValue()))
            .collect(Collectors.joining());
    return all.isEmpty()
        ? ""
        : "<configuration><environmentVariables>" + all + "</environmentVariables></configuration>";
  }

  private static String element(String name, String value) {
    return "<" + name + ">" + escaped(value) + "</" + name + ">";
  }

  private static String escaped(String value) {
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
