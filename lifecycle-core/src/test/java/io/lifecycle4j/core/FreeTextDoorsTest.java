package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.FreeTextDoors.Door;
import io.lifecycle4j.core.FreeTextDoors.Place;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.registry.Models;
import io.lifecycle4j.registry.PromotionBuilder;
import io.lifecycle4j.registry.RollbackBuilder;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.NewRun;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunParts;
import io.lifecycle4j.tracking.RunStart;
import io.lifecycle4j.tracking.spi.RunImports;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No text that comes in by a door of the api brings a secret into a home. */
class FreeTextDoorsTest {
  /** Each door is given one in so many of the texts with a secret, and all are given to some. */
  private static final int SHARE = Volume.of(12, 6, 1);

  /** Texts with a secret, PW. */
  private static final List<String> SECRET =
      List.of(
          "jdbc:postgresql://u:PW@h/db?user=x&password=PW",
          "jdbc:oracle:thin:scott/PW@//host:1521/x",
          "jdbc:sqlserver://h;user=sa;password=PW;",
          "Access failed: password=PW was wrong",
          "401 for x: Authorization: Bearer PW",
          "the key AKIAIOSFODNN7PW was refused",
          "-----BEGIN PRIVATE KEY-----PW");

  private static final List<String> PLAIN =
      List.of(
          "Retrained: auc rose from 0.91 to 0.93 (see #12)",
          "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
          "Ärger mit fraud:7, 12 % schlechter; token count 12 – 日本",
          "[64, 32]");

  /** What takes no text of one's own words, by what it takes instead. */
  private static final Map<String, String> OTHERS =
      Map.of(
          "names that identify",
          """
          Dataset.diff Dataset.find Experiments.search Models.search Experiments.start Lifecycle.model
          GovernedModel.findNamed ManagedModel.judge PromotionBuilder.to RollbackBuilder.of
          Maintenance.pin Maintenance.unpin ManagedModelBuilder.name
          Models.allVersions Models.findNamed Models.governed Models.history Models.looks Models.version Models.versions NewRun.parent
          NewRun.seed
          Run.removeTag Run.seed RunParts.removeTag Snapshot.tag Experiments.newRun
          Experiments.resume Experiments.resuming Experiments.runs Experiments.compare
          Experiments.compareAcrossData Experiments.find Experiments.history Experiments.environment
          Experiments.follow Experiments.delete Experiments.restore Experiments.purge
          RunImports.reopen Lifecycle.lineage Lifecycle.restore Dataset.findHash
          Experiments.export ServedModel.predict ServedModel.predictEach ServedModel.predictAsync
          """,
          "the name and the content of a file",
          """
          Run.artifact Run.table Run.image Run.checkpoint RunParts.artifact RunParts.table
          Run.dropCheckpoint RunParts.dropCheckpoint
          RunParts.image RunParts.checkpoint Experiments.artifact Experiments.artifacts
          """,
          "numbers under a name",
          """
          Run.log RunParts.log
          """,
          "values of cells",
          """
          ColumnBuilder.categories
          """);

  @TempDir Path directory;
  private Place place;

  @BeforeEach
  void open() {
    place = Place.open(directory);
  }

  @AfterEach
  void close() {
    place.home().close();
  }

  /** A secret that no other door is given, of a form that every kind of secret may have. */
  private static String secret(int text, int door) {
    return String.format("HUNT3R%d%02dZ", text, door);
  }

  @Test
  @Tag(Volume.TAG)
  void noByteOfTheHomeIsOfASecret() throws IOException {
    Map<String, String> given = new LinkedHashMap<>();
    int door = 0;
    for (Map.Entry<String, Door> entry : FreeTextDoors.all().entrySet()) {
      door++;
      for (int i = door % SHARE; i < SECRET.size(); i += SHARE) {
        String text = SECRET.get(i).replace("PW", secret(i, door));
        if (!entry.getKey().equals("NewRun.name") || !text.contains("/")) { // names have none
          String what = entry.getKey() + " of " + text;
          given.put(what, secret(i, door));
          assertThat(entry.getValue().keep(place, text)).as(what).contains("<redacted>");
        }
      }
    }
    place.home().close();

    String home = bytes();
    assertThat(home).contains("<redacted>"); // packs and journals are not compressed
    given.forEach((what, secret) -> assertThat(home.contains(secret)).as(what).isFalse());
  }

  @Test
  void aValueIsHiddenIfItsKeyNamesASecret() throws IOException {
    try (Run run = place.experiments().newRun("e").tag("api.key", "HUNT3R1Z").start()) {
      run.param("db.password", "HUNT3R2Z").tag("accessToken", "HUNT3R3Z");
      run.batch(all -> all.param("pin.password", 77123456).tag("jwt", "HUNT3R4Z"));
      run.params(Map.of("client_secret", List.of("HUNT3R5Z"))).finish();

      assertThat(place.experiments().find(run.id()).orElseThrow().params().values())
          .extracting(String::valueOf)
          .containsOnly("<redacted>");
    }
    place.home().close();

    assertThat(bytes()).doesNotContain("HUNT3R", "77123456");
  }

  @Test
  @OnlyLarger
  void anOrdinaryTextComesBackAsItWasGiven() throws IOException {
    for (Map.Entry<String, Door> door : FreeTextDoors.all().entrySet()) {
      for (String text : PLAIN) {
        assertThat(door.getValue().keep(place, text)).as(door.getKey()).isEqualTo(text);
      }
    }
  }

  @Test
  void everyMethodThatTakesATextIsADoorOrSaysWhatElseItTakes() {
    Set<String> doors =
        FreeTextDoors.all().keySet().stream()
            .map(name -> name.replaceFirst(" .*", ""))
            .collect(Collectors.toSet());
    Set<String> others =
        OTHERS.values().stream()
            .flatMap(names -> Stream.of(names.split("\\s+")))
            .collect(Collectors.toSet());
    Set<String> open = new TreeSet<>();
    Stream.of(
            Lifecycle.class,
            NewRun.class,
            RunStart.class,
            Run.class,
            RunParts.class,
            Experiments.class,
            RunImports.class,
            Snapshot.class,
            Dataset.class,
            ColumnBuilder.class,
            ManagedModel.class,
            Models.class,
            PromotionBuilder.class,
            RollbackBuilder.class,
            Maintenance.class)
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(FreeTextDoorsTest::takesText)
        .forEach(method -> open.add(name(method)));
    assertThat(open).hasSizeGreaterThan(50);
    open.removeAll(doors);
    open.removeAll(others);

    assertThat(open).isEmpty();
  }

  private static boolean takesText(Method method) {
    return !method.isSynthetic()
        && Modifier.isPublic(method.getModifiers())
        && Arrays.stream(method.getGenericParameterTypes())
            .map(String::valueOf)
            .anyMatch(type -> type.matches(".*(java.lang.String|java.lang.Throwable).*"));
  }

  private static String name(Method method) {
    Class<?> type = method.getDeclaringClass();
    String outer =
        type.getEnclosingClass() == null ? "" : type.getEnclosingClass().getSimpleName() + ".";
    return outer + type.getSimpleName() + "." + method.getName();
  }

  private String bytes() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(directory.resolve("home"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(file).append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
