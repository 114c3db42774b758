package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.hash.ChainLinks;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.ExportedVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing of a file is loaded or registered unless each byte is the one that was exported. */
@Timeout(600)
@Tag(Volume.TAG)
class ImportedFileTest {
  private static final int MUTANTS = Volume.of(300, 3_000, 30_000);
  private static final int HEAD = 12;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private final LinearEngine engine = new LinearEngine();
  private Lifecycle serving;
  private ManagedModel<Flower, String> model;
  private byte[] exported;
  private byte[] other;

  @BeforeEach
  void export() throws IOException {
    try (Lifecycle training = Flowers.inMemory();
        ManagedModel<Flower, String> trainer = Flowers.model(training).open()) {
      exported = exported(training, trainer, 1);
      other = exported(training, trainer, 2);
    }
    serving = Flowers.inMemory(engine);
    model = Flowers.plain(serving).open();
  }

  private byte[] exported(Lifecycle home, ManagedModel<Flower, String> trainer, long seed)
      throws IOException {
    Path file = directory.resolve("seed-" + seed);
    ModelVersion version = Flowers.promoted(trainer, Flowers.split(home, seed));
    trainer.evaluate(version);
    trainer.export(version, file);
    return Files.readAllBytes(file);
  }

  @AfterEach
  void close() {
    serving.close();
  }

  private Throwable refusal(byte[] mutant) throws IOException {
    Path file = Files.write(directory.resolve("mutant"), mutant);
    return catchThrowable(() -> model.importFrom(file, ALICE, "Why"));
  }

  private void assertNothingHappened() {
    assertThat(engine.loaded()).isZero();
    assertThat(serving.models().names()).isEmpty();
    assertThat(serving.maintenance().collectGarbage().run().spared().blobs()).isZero();
  }

  @Test
  @OnlyLarger
  void isRefusedWhereverItWasFlippedCutOrSwapped() throws IOException {
    long seed = Volume.seed();
    System.out.println("Mutants of an exported version, -Dseed=" + seed);
    Random random = new Random(seed);
    int made = 0;
    while (made < MUTANTS) {
      byte[] mutant = mutant(random, made % 6);
      if (!Arrays.equals(mutant, exported) && !Arrays.equals(mutant, other)) {
        assertThat(refusal(mutant)).isInstanceOf(InvalidDataException.class);
        assertThatThrownBy(() -> serving.models().readExport(directory.resolve("mutant")))
            .isInstanceOf(InvalidDataException.class);
        made++;
      }
    }
    assertNothingHappened();
  }

  private byte[] mutant(Random random, int kind) {
    byte[] bytes = exported.clone();
    int at = random.nextInt(bytes.length);
    int to = random.nextInt(bytes.length);
    switch (kind) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes = Arrays.copyOf(bytes, at);
      case 2 -> {
        int length = Math.min(1 + random.nextInt(200), bytes.length - Math.max(at, to));
        System.arraycopy(exported, at, bytes, to, length);
        System.arraycopy(exported, to, bytes, at, length);
      }
      case 3 -> { // the end of another version
        bytes = Arrays.copyOf(exported, at + other.length - Math.min(at, other.length));
        System.arraycopy(
            other,
            Math.min(at, other.length),
            bytes,
            at,
            other.length - Math.min(at, other.length));
      }
      case 4 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(100));
      default -> { // without a part in the middle
        int from = Math.min(at, to);
        int length = Math.max(at, to) - from;
        System.arraycopy(exported, from + length, bytes, from, exported.length - from - length);
        bytes = Arrays.copyOf(bytes, bytes.length - length);
      }
    }
    return bytes;
  }

  /** Nothing else compares these bytes. */
  @Test
  void isRefusedIfTheHashOfItsListWasFlipped() throws IOException {
    int start = HEAD + ByteBuffer.wrap(exported).getInt(8);
    for (int i = 0; i < 32; i++) {
      byte[] mutant = exported.clone();
      mutant[start + i] ^= 1;
      assertThat(refusal(mutant)).isInstanceOf(InvalidDataException.class);
    }
    assertNothingHappened();
  }

  /** Whoever changes the list can compute its hash. */
  @Test
  void isRefusedIfItsListContradictsItself() throws IOException {
    String id = text().replaceFirst("(?s).*\"manifest\":\"([0-9a-f]{64})\",\"model\".*", "$1");
    Map<String, UnaryOperator<String>> forgeries =
        Map.of(
            "another model in the list",
            list ->
                list.replace("\"model\":\"species\",\"number\"", "\"model\":\"flower\",\"number\""),
            "another number",
            list -> list.replace("\"number\":1,", "\"number\":2,"),
            "a size that is too large",
            list -> list.replaceFirst("\"size\":(\\d+)", "\"size\":1$1"),
            "a size below zero",
            list -> list.replaceFirst("\"size\":", "\"size\":-"),
            "sizes beyond any file",
            list -> list.replaceAll("\"size\":\\d+", "\"size\":" + Long.MAX_VALUE),
            "another blob",
            list -> list.replace("\"blob\":\"" + id, "\"blob\":\"" + "0a".repeat(32)),
            "a reason in the audit trail",
            list -> list.replace("For the test", "For no test"),
            "no entries",
            list -> list.replaceFirst("\"entries\":\\[.*\\],\"head\"", "\"entries\":[],\"head\""),
            "a later form",
            list -> list.replaceFirst("\"v\":1}$", "\"v\":2}"),
            "no JSON",
            list -> list.substring(1));
    forgeries.forEach(
        (what, forgery) -> {
          String forged = forgery.apply(text());
          assertThat(forged).as(what).isNotEqualTo(text());
          assertThat(catchThrowable(() -> refusedOf(forged))).as(what).isNull();
        });
    assertNothingHappened();
  }

  /** Whoever changes a figure can compute all links again; the document of it says another. */
  @Test
  void isRefusedIfAFigureIsNotThatOfItsDocument() throws IOException {
    String forged =
        linked(payload -> payload.replaceAll("\"accuracy\":0\\.\\d+", "\"accuracy\":1.0"));
    assertThat(refusal(with(forged)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("'species:1 evaluated' states other figures than its document ");
    assertNothingHappened();
  }

  @Test
  void isRefusedByItsOwnIdIfItsHistoryIsAnother() throws IOException {
    Path true1 = directory.resolve("seed-1");
    ExportedVersion meant = serving.models().readExport(true1);
    String forged = linked(payload -> payload.replace("\"alice\"", "\"zoe\""));
    Path file = Files.write(directory.resolve("forged"), with(forged));
    assertThat(serving.models().readExport(file).id()).isEqualTo(meant.id());
    assertThat(serving.models().readExport(file).file()).isNotEqualTo(meant.file());
    assertThatThrownBy(() -> model.importFrom(file, meant.file(), ALICE, "Why"))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageContaining("and that of the file");
    assertNothingHappened();
    assertThat(model.importFrom(true1, meant.file(), ALICE, "Why").id()).isEqualTo(meant.id());
  }

  /** Returns the list with other entries, the links and the head of which follow from them. */
  private String linked(UnaryOperator<String> payloads) throws IOException {
    ObjectNode list = (ObjectNode) JSON.readTree(text());
    long last = 0;
    byte[] link = {};
    for (JsonNode each : list.withArray("entries")) {
      ObjectNode entry = (ObjectNode) each;
      long sequence = entry.path("sequence").asLong();
      String payload = payloads.apply(entry.path("payload").asText());
      entry.put("payload", payload);
      if (sequence == last + 1 && last > 0) {
        entry.put("before", HexFormat.of().formatHex(link));
      }
      link = HexFormat.of().parseHex(entry.path("before").asText());
      new ChainLinks().next(link, sequence, payload.getBytes(StandardCharsets.UTF_8));
      last = sequence;
    }
    ObjectNode head = (ObjectNode) list.path("head");
    if (head.path("sequence").asLong() == last) {
      head.put("link", HexFormat.of().formatHex(link));
    }
    String forged = JSON.writeValueAsString(list);
    assertThat(forged).isNotEqualTo(text());
    return forged;
  }

  private void refusedOf(String list) throws IOException {
    assertThat(refusal(with(list)))
        .isInstanceOf(LifecycleException.class)
        .isInstanceOf(InvalidDataException.class);
  }

  private String text() {
    int length = ByteBuffer.wrap(exported).getInt(8);
    return new String(exported, HEAD, length, StandardCharsets.UTF_8);
  }

  private byte[] with(String list) {
    byte[] document = list.getBytes(StandardCharsets.UTF_8);
    int start = HEAD + ByteBuffer.wrap(exported).getInt(8) + 32;
    byte[] head = ByteBuffer.allocate(HEAD).put(exported, 0, 8).putInt(document.length).array();
    MessageDigest digest = Hashing.sha256();
    digest.update(head);
    digest.update(document);
    return ByteBuffer.allocate(HEAD + document.length + 32 + exported.length - start)
        .put(head)
        .put(document)
        .put(digest.digest())
        .put(exported, start, exported.length - start)
        .array();
  }

  @Test
  void isReadIfItsListIsWrittenAgain() throws IOException {
    assertThat(with(text())).isEqualTo(exported);
    assertThat(refusal(exported)).isNull();
    assertThat(List.of(model.history().size(), engine.open())).containsExactly(1, 0);
  }
}
