package io.lifecycle4j.djl.training;

import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.EnvironmentCapsule;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a training records of PyTorch, with the libraries that are really loaded. */
class TrainingEnvironmentTest {
  /** For the hashes of some hundred megabytes. */
  private static final Duration LONG = Duration.ofMinutes(2);

  /** A point. */
  record Point(double x, double y) {}

  @Test
  void namesTheEngineItsLibrariesAndTheSeed() throws Exception {
    try (Lifecycle life = Lifecycle.builder().location(URI.create("memory:new")).open();
        ManagedModel<Point, String> model =
            life.model("side", Point.class, classification("side"))
                .preprocessing(standardize("x"))
                .trainer(
                    DjlTrainer.builder()
                        .network(Network.parse("dense(4)"))
                        .epochs(1)
                        .seed(99)
                        .build())
                .open()) {
      Split split = split(life);
      model.train(split);
      hashed(life);
      String run = Fixtures.trained(model.train(split)).run();
      Map<String, String> facts = life.experiments().environment(run).orElseThrow().facts();

      Map<String, String> engine = DjlRuntime.environment();
      assertThat(facts).containsEntry("seed.training", "99");
      assertThat(libraries(facts, "classpath.pytorch-engine"))
          .hasSize(1)
          .allSatisfy(
              (jar, told) -> assertThat(told).startsWith(engine.get("djl.pytorch_engine") + " "));
      assertThat(libraries(facts, "classpath.pytorch-native-cpu"))
          .hasSize(1)
          .allSatisfy((jar, told) -> assertThat(jar).contains(engine.get("pytorch.version")));
      for (String library : new String[] {"libtorch_cpu.so", "libdjl_torch.so"}) {
        Map<String, String> natives = libraries(facts, "native.");
        natives.keySet().removeIf(key -> !key.endsWith(library)); // DJL puts a version before it
        assertThat(natives).describedAs(library).hasSize(1);
        for (Map.Entry<String, String> told : natives.entrySet()) {
          Path file = library(engine, told.getKey().substring("native.".length()));
          assertThat(told.getValue()).isEqualTo(sha256(file));
        }
      }
    }
  }

  private static Split split(Lifecycle life) {
    StringBuilder csv = new StringBuilder("x,y,side\n");
    for (int i = 0; i < 100; i++) {
      csv.append(i).append(',').append(100 - i).append(i < 50 ? ",left\n" : ",right\n");
    }
    return life.datasets()
        .dataset("points")
        .snapshot(Sources.csv("points.csv", Content.of(csv.toString())))
        .schema(Schema.of(Point.class).with("side", DataType.STRING))
        .message("Points")
        .commit()
        .split(Splits.byHash(7).train(0.6).validation(0.1).holdout(0.3));
  }

  /** Has runs end until one of them has all hashes. */
  private static void hashed(Lifecycle life) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < LONG.toNanos()) { // each end waits a little
      String id = life.experiments().run("short", run -> run.log("loss", 1)).id();
      EnvironmentCapsule capsule = life.experiments().environment(id).orElseThrow();
      if (!capsule.facts().containsKey("native")) {
        return;
      }
    }
    throw new AssertionError("the libraries are not hashed after " + LONG);
  }

  private static Map<String, String> libraries(Map<String, String> facts, String prefix) {
    Map<String, String> found = new TreeMap<>(facts);
    found.keySet().removeIf(key -> !key.startsWith(prefix));
    return found;
  }

  private static Path library(Map<String, String> engine, String name) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(engine.get("djl.cache")))) {
      return files
          .filter(file -> file.getFileName().toString().equals(name))
          .filter(TrainingEnvironmentTest::mapped)
          .findFirst()
          .orElseThrow(() -> new AssertionError(name + " is not in " + engine));
    }
  }

  private static boolean mapped(Path file) {
    try {
      return Files.readString(Path.of("/proc/self/maps")).contains(file.toRealPath().toString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String sha256(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
