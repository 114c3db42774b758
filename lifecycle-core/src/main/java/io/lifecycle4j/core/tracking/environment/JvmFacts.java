package io.lifecycle4j.core.tracking.environment;

import io.lifecycle4j.core.secret.SecretFilter;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.stream.Collectors;

/** The virtual machine and what it was started with. */
final class JvmFacts {
  private JvmFacts() {}

  static void gather(Sources sources, Facts facts) {
    Map<String, String> properties = sources.properties().get();
    facts.put("jvm.version", properties.get("java.runtime.version"));
    facts.put("jvm.vendor", properties.get("java.vendor"));
    facts.put("jvm.name", properties.get("java.vm.name"));
    facts.put("jvm.vm", properties.get("java.vm.version"));
    facts.put("jvm.info", properties.get("java.vm.info"));
    facts.read("jvm.gc", JvmFacts::collectors);
    facts.read(
        "jvm.flags",
        () -> SecretFilter.arguments(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    command(sources, properties.getOrDefault("sun.java.command", ""), facts);
  }

  private static String collectors() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .map(GarbageCollectorMXBean::getName)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static void command(Sources sources, String command, Facts facts) {
    if (command.isEmpty()) { // started by a native program, or another virtual machine
      facts.made("main.class", Facts.unavailable("the virtual machine does not tell it"));
      return;
    }
    CommandLine line = CommandLine.of(sources, command);
    facts.put("main.class", line.main());
    facts.put("main.arguments", line.arguments());
  }
}
