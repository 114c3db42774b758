package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.VIRGINICA;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every answer is in the journal of predictions once the model is closed. */
class PredictionJournalTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.000000007Z");

  @TempDir Path directory;

  /** A prediction as docs/FORMAT.md says it lies in the journal. */
  private record Logged(
      String id, Instant time, int version, long nanos, double probability, String answer) {
    static List<Logged> read(Medium medium) {
      List<Logged> all = new ArrayList<>();
      for (String journal : medium.journals().names()) {
        if (journal.startsWith("predictions-")) {
          String session = journal.substring(journal.lastIndexOf('-') + 1);
          assertThat(header(medium, journal))
              .contains("\"model\":\"", "\"session\":\"" + session + "\"");
          for (JournalEntry entry : medium.journals().read(journal, 2)) {
            read(session, ByteBuffer.wrap(entry.payload()), all);
          }
        }
      }
      return all;
    }

    private static String header(Medium medium, String journal) {
      return new String(
          medium.journals().read(journal, 1).get(0).payload(), StandardCharsets.UTF_8);
    }

    private static void read(String session, ByteBuffer bytes, List<Logged> into) {
      assertThat(bytes.get()).as("format").isEqualTo((byte) 4);
      List<Integer> versions = new ArrayList<>();
      for (int left = bytes.getShort(); left > 0; left--) {
        long plan = bytes.getLong();
        int by = bytes.getInt();
        assertThat(plan).as("it was registered, then promoted").isEqualTo(by == 0 ? 0 : 2);
        versions.add(by);
        assertThat(text(bytes)).as("engine").isEqualTo(versions.contains(0) ? "" : "linear");
        assertThat(bytes.get()).as("arm").isEqualTo((byte) 1);
      }
      while (bytes.hasRemaining()) {
        int end = bytes.getInt() + bytes.position();
        String id = session + "-" + bytes.getLong();
        Instant time = Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
        int version = versions.get(bytes.getShort());
        long nanos = bytes.getLong();
        assertThat(bytes.get()).as("an answer").isZero();
        double probability = bytes.getDouble();
        String text = text(bytes);
        assertThat(bytes.get()).as("outputs").isEqualTo((byte) (version == 0 ? 0 : 3));
        bytes.position(end); // behind the input
        into.add(new Logged(id, time, version, nanos, probability, text));
      }
    }

    private static String text(ByteBuffer bytes) {
      byte[] text = new byte[bytes.getInt()];
      bytes.get(text);
      return new String(text, StandardCharsets.UTF_8);
    }
  }

  @Test
  @OnlyLarger
  void holdsEveryPredictionAfterClosing() throws Exception {
    List<Prediction<String>> given = new ArrayList<>();
    try (Lifecycle home =
            Lifecycle.builder()
                .directory(directory)
                .engine(new LinearEngine())
                .clock(() -> NOW)
                .open();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      List<List<Prediction<String>>> parts =
          Together.run(
              4,
              thread -> {
                List<Prediction<String>> part = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                  part.add(model.predict(SETOSA));
                  part.addAll(model.predict(List.of(VIRGINICA, SETOSA)));
                }
                return part;
              });
      parts.forEach(given::addAll);
      PredictionLogStatus status = model.log();
      assertThat(status.state()).isEqualTo(PredictionLogStatus.State.WRITING);
      assertThat(status.answered()).isEqualTo(6_000);
      assertThat(status.logged() + status.waiting()).isEqualTo(6_000);
    }

    List<Logged> logged;
    try (Medium medium = Media.file(directory)) {
      logged = Logged.read(medium);
    }
    assertThat(given).hasSize(6_000);
    assertThat(logged)
        .extracting(Logged::id)
        .containsExactlyInAnyOrderElementsOf(given.stream().map(Prediction::id).toList());
    assertThat(logged)
        .allSatisfy(
            entry -> {
              assertThat(entry.time()).isEqualTo(NOW.truncatedTo(ChronoUnit.MILLIS));
              assertThat(entry.version()).isEqualTo(1);
              assertThat(entry.nanos()).isPositive();
            });
    assertThat(logged).filteredOn(entry -> entry.answer().equals("setosa")).hasSize(4_000);
    double probability = given.get(0).probability().orElseThrow();
    assertThat(logged)
        .filteredOn(entry -> entry.id().equals(given.get(0).id()))
        .extracting(Logged::probability)
        .containsExactly(probability);
  }

  @Test
  void makesNoJournalForAModelThatNeverAnswered() {
    try (Lifecycle home = Flowers.in(directory)) {
      Flowers.model(home).open().close();
    }
    try (Medium medium = Media.file(directory)) {
      assertThat(medium.journals().names()).noneMatch(name -> name.startsWith("predictions-"));
    }
  }

  record Question(String text) {}

  @Test
  @OnlyLarger
  void holdsAnswersOfAnyLength() {
    String novel = "long ago ".repeat(40_000);
    List<String> ids = new ArrayList<>();
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Question, String> model =
            home.model(
                    "novelist", Question.class, io.lifecycle4j.schema.Tasks.classification("text"))
                .serving(question -> novel + question.text())
                .open()) {
      for (int i = 0; i < 250; i++) {
        ids.add(model.predict(new Question(String.valueOf(i))).id());
        while (model.log().waiting() > 10) {
          LockSupport.parkNanos(200_000); // on a busy machine the log may take its time
        }
      }
    }
    try (Medium medium = Media.file(directory)) {
      assertThat(Logged.read(medium)).extracting(Logged::id).containsExactlyElementsOf(ids);
    }
  }
}
