package io.lifecycle4j.core.tracking.environment;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The system, its memory, its host and the user. */
final class MachineFacts {
  private MachineFacts() {}

  static void gather(FactSources sources, EnvironmentFacts facts) {
    Map<String, String> properties = sources.properties().get();
    facts.put("os.name", properties.get("os.name"));
    facts.put("os.version", properties.get("os.version"));
    facts.put("os.arch", properties.get("os.arch"));
    facts.read("os.distribution", () -> distribution(sources));
    facts.read("memory.total", MachineFacts::memory);
    facts.made("memory.heap.max", Long.toString(Runtime.getRuntime().maxMemory()));
    facts.read("host.name", () -> host(sources));
    facts.put("user.name", properties.get("user.name"));
    facts.made("process.id", Long.toString(ProcessHandle.current().pid()));
    facts.made(
        "process.started",
        ProcessHandle.current()
            .info()
            .startInstant()
            .map(String::valueOf)
            .orElse(EnvironmentFacts.unavailable("the system does not report it")));
  }

  /** In a container, the virtual machine reports the limit of the container. */
  private static String memory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? Long.toString(system.getTotalMemorySize())
        : EnvironmentFacts.unavailable("this virtual machine does not report it");
  }

  private static String distribution(FactSources sources) throws IOException {
    return sources
        .text("etc/os-release")
        .lines()
        .filter(line -> line.startsWith("PRETTY_NAME="))
        .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", ""))
        .findFirst()
        .orElse(EnvironmentFacts.unavailable("no PRETTY_NAME"));
  }

  /** Uses no network: a name service may take seconds. */
  private static String host(FactSources sources) throws IOException {
    @Nullable String windows = sources.variables().get("COMPUTERNAME");
    return windows != null ? windows : sources.text("proc/sys/kernel/hostname").strip();
  }
}
