package io.lifecycle4j.core.tracking.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("StringConcatToTextBlock") // as the file is written
class MachineFactsTest {
  @TempDir Path root;

  private void file(String name, String text) throws IOException {
    Path path = root.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private FactSources sources() {
    return new FactSources(root, Map.of(), Map::of);
  }

  private Map<String, String> gathered() {
    EnvironmentFacts facts = new EnvironmentFacts();
    MachineFacts.gather(sources(), facts);
    return facts.all();
  }

  @Test
  void saysWhatAStrangeSystemDoesNotTell() {
    assertThat(gathered())
        .containsEntry("cpu.model", "<unavailable: no " + root.resolve("proc/cpuinfo") + ">")
        .containsEntry("host.name", "<unavailable: no " + root + "/proc/sys/kernel/hostname>")
        .containsEntry("os.name", "<unavailable: not reported>")
        .containsEntry("gpu.count", "0");
  }

  @Test
  void readsTheSystem() throws IOException {
    file("etc/os-release", "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12\"\n");
    file("proc/sys/kernel/hostname", "box\n");
    file(
        "proc/cpuinfo",
        "processor\t: 0\nmodel\t\t: 17\nmodel name\t: Fast 9\nflags\t\t: sse avx2 avx\n\n"
            + "processor\t: 1\nmodel name\t: Other\n");

    assertThat(gathered())
        .containsEntry("os.distribution", "Debian GNU/Linux 12")
        .containsEntry("host.name", "box")
        .containsEntry("cpu.model", "Fast 9")
        .containsEntry("cpu.features", "avx avx2 sse");
  }

  @Test
  void readsProcessorsOfArm() throws IOException {
    file(
        "proc/cpuinfo",
        "processor\t: 0\nFeatures\t: fp asimd\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n");

    assertThat(gathered())
        .containsEntry("cpu.model", "implementer 0x41 part 0xd0c")
        .containsEntry("cpu.features", "asimd fp");
  }

  @Test
  void readsGraphicsProcessorsFromTheirDrivers() throws IOException {
    file("proc/driver/nvidia/version", "NVRM version: 550.54\nGCC version: 12\n");
    file(
        "proc/driver/nvidia/gpus/0000:01:00.0/information",
        "Model: \t\t H100\nGPU UUID: \t GPU-1\n");
    file(
        "proc/driver/nvidia/gpus/0000:02:00.0/information",
        "Model: \t\t A10\nGPU UUID: \t GPU-2\n");
    file("sys/class/drm/card0/device/vendor", "0x10de\n");
    file("sys/class/drm/card1/device/vendor", "0x1002\n");
    file("sys/class/drm/card1/device/device", "0x73bf\n");

    assertThat(gathered())
        .containsEntry("gpu.count", "3")
        .containsEntry("gpu.0", "H100")
        .containsEntry("gpu.1", "A10")
        .containsEntry("gpu.2", "0x1002:0x73bf")
        .containsEntry("gpu.driver", "NVRM version: 550.54")
        .containsEntry("host.gpu.1", "GPU-2");
  }

  private static String mainClass(String command, String classPath) {
    return MachineFacts.mainClass(
        Map.of("sun.java.command", command, "java.class.path", classPath));
  }

  @Test
  void tellsTheMainClassWithoutTheArguments() {
    assertThat(mainClass("a.Main --password my secret a b", "a.jar")).isEqualTo("a.Main");
    assertThat(mainClass("a.Main", "a")).isEqualTo("a.Main");
    assertThat(mainClass("m/a.Main 1", "")).isEqualTo("m/a.Main");
    assertThat(mainClass("/opt/app.jar 1", "b.jar")).isEqualTo("app.jar");
    assertThat(mainClass("/my programs/my app.jar a.jar", "/my programs/my app.jar"))
        .isEqualTo("my app.jar");
    assertThat(MachineFacts.mainClass(Map.of())).startsWith("<unavailable: ");
  }

  @Test
  void tellsOfAFlagItsNameAndValuesThatAreNumbersOrModules() {
    List<String> flags =
        List.of(
            "-Xmx64m",
            "-XX:+UseG1GC",
            "-XX:ParallelGCThreads=4",
            "-XX:MaxRAMPercentage=75.0",
            "-XX:OnOutOfMemoryError=curl -u u:hunter2 h",
            "-Dfile.encoding=hunter2",
            "-Dempty",
            "-javaagent:/opt/a.jar=key=hunter2\nhunter2",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-modules=jdk.incubator.vector",
            "--add-opens=hunter2 hunter2",
            "--hunt=hunter2");

    assertThat(MachineFacts.flags(flags).lines())
        .containsExactly(
            "-Xmx64m",
            "-XX:+UseG1GC",
            "-XX:ParallelGCThreads=4",
            "-XX:MaxRAMPercentage=75.0",
            "-XX:OnOutOfMemoryError=…",
            "-Dfile.encoding=…",
            "-Dempty",
            "-javaagent:/opt/a.jar=…",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-modules=jdk.incubator.vector",
            "--add-opens=…",
            "--hunt=…");
  }

  @Test
  void findsTheLibrariesThatCompute() {
    String maps =
        """
        7f00-7f01 r-xp 00000000 08:01 1  /home/a b/.djl.ai/pytorch/2.7.1/libtorch_cpu.so
        7f01-7f02 r--p 00000000 08:01 1  /home/a b/.djl.ai/pytorch/2.7.1/libtorch_cpu.so
        7f02-7f03 r-xp 00000000 08:01 1  /home/a/0.36.0-libdjl_torch.so
        7f03-7f04 r-xp 00000000 08:01 1  /usr/lib/libm.so.6
        7f04-7f05 r-xp 00000000 08:01 1  /usr/lib/jvm/lib/server/libjvm.so
        7f05-7f06 r-xp 00000000 08:01 1  /usr/lib/libgomp-98e5cb15.so.1 (deleted)
        7f06-7f07 rw-p 00000000 00:00 0  [stack]
        7f07-7f08 rw-p 00000000 00:00 0
        7f08-7f09 r--p 00000000 08:01 1  /data/cuda.csv
        """;

    assertThat(NativeFacts.mapped(maps))
        .containsExactly(
            "/home/a b/.djl.ai/pytorch/2.7.1/libtorch_cpu.so",
            "/home/a/0.36.0-libdjl_torch.so",
            "/usr/lib/libgomp-98e5cb15.so.1 (deleted)",
            "/usr/lib/libm.so.6");
  }

  @Test
  void hashesTheLibrariesThatAreMapped() throws IOException {
    file(
        "proc/self/maps", "1-2 r-xp 0 08:01 1 /a/libtorch.so\n1-2 r-xp 0 08:01 1 /b/libtorch.so\n");
    file("a/libtorch.so", "abc");
    EnvironmentFacts facts = new EnvironmentFacts();
    NativeFacts.gather(sources(), new FileHashes(), facts);

    assertThat(facts.all())
        .containsEntry(
            "native.libtorch.so",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        .containsEntry("native.libtorch.so#2", "<unavailable: no " + root + "/b/libtorch.so>");
  }
}
