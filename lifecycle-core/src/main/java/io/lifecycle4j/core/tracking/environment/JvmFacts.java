package io.lifecycle4j.core.tracking.environment;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The JVM and its arguments.
 *
 * <p>Values of flags may hold secrets. Recorded are numbers and the flags that open modules; of any
 * other flag only the part before the equals sign. The program's arguments are not recorded.
 */
final class JvmFacts {
  private static final Pattern SHOWN =
      Pattern.compile("-XX:\\w+=[0-9.]+[kKmMgGtT]?|--(?:add|enable|limit)-[a-z-]+=[\\w./,=$-]+");

  private JvmFacts() {}

  static void gather(FactSources sources, EnvironmentFacts facts) {
    Map<String, String> properties = sources.properties().get();
    facts.put("jvm.version", properties.get("java.runtime.version"));
    facts.put("jvm.vendor", properties.get("java.vendor"));
    facts.put("jvm.name", properties.get("java.vm.name"));
    facts.put("jvm.vm", properties.get("java.vm.version"));
    facts.put("jvm.info", properties.get("java.vm.info"));
    facts.read("jvm.gc", JvmFacts::collectors);
    facts.read("jvm.flags", () -> flags(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    facts.put("main.class", mainClass(properties));
  }

  static String flags(List<String> flags) {
    return flags.stream().map(JvmFacts::flag).collect(Collectors.joining("\n"));
  }

  private static String flag(String flag) {
    int value = flag.indexOf('=') + 1;
    return value == 0 || SHOWN.matcher(flag).matches() ? flag : flag.substring(0, value) + "…";
  }

  private static String collectors() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .map(GarbageCollectorMXBean::getName)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** Returns the class, {@code module/class}, or the name of the jar without its directory. */
  static String mainClass(Map<String, String> properties) {
    String command = properties.getOrDefault("sun.java.command", "");
    if (command.isEmpty()) { // started by a native program, or on another JVM
      return EnvironmentFacts.unavailable("the virtual machine does not report it");
    }
    String jar = properties.getOrDefault("java.class.path", ""); // the jar that was started, if any
    boolean started = !jar.isEmpty() && (command + " ").startsWith(jar + " ");
    String main = started ? jar : command.strip().split("\\s", 2)[0];
    return main.endsWith(".jar") ? main.substring(main.lastIndexOf('/') + 1) : main;
  }
}
