package io.lifecycle4j.core.serving.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.ModelJournals;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.serving.GroundTruth;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels of predictions survive, whoever records them, and the newest one counts. */
class GroundTruthsTest {
  @TempDir private Path directory;
  private final Medium medium = Media.memory();
  private final GroundTruths fraud = truths(medium.journals(), "fraud");

  private static GroundTruths truths(JournalStore journals, String model) {
    return new GroundTruths(journals, model, () -> Fixtures.TIME);
  }

  @AfterEach
  void close() {
    fraud.close();
    medium.close();
  }

  private RecordedLabels read() {
    return GroundTruths.read(medium.journals(), "fraud", GroundTruths.Selection.ALL);
  }

  @Test
  void keepsTheNewestLabelAndCountsTheOthers() {
    assertThat(read().isEmpty()).isTrue();
    fraud.record(Map.of("a1-1", "yes"));
    fraud.record(Map.of("a1-2", "no", "b2-1", 12.5));
    fraud.record(Map.of("a1-1", "no"));
    RecordedLabels labels = read();
    assertThat(labels.ids()).containsExactly("a1-1", "a1-2", "b2-1");
    assertThat(labels.find("a1", 1)).isEqualTo(new GroundTruth("no", Fixtures.TIME, 2));
    assertThat(labels.find("a1", 2)).isEqualTo(new GroundTruth("no", Fixtures.TIME, 1));
    assertThat(labels.find("b2", 1)).isEqualTo(new GroundTruth(12.5, Fixtures.TIME, 1));
    assertThat(labels.find("b2", 2)).isNull();
    assertThat(labels.find("c3", 1)).isNull();
  }

  @Test
  void keepsModelsApart() {
    try (GroundTruths other = truths(medium.journals(), "fraud 2/é")) {
      other.record(Map.of("a1-1", "yes"));
    }
    assertThat(read().isEmpty()).isTrue();
    assertThat(GroundTruths.read(medium.journals(), "fraud 2/é", GroundTruths.Selection.ALL).ids())
        .containsExactly("a1-1");
    assertThat(medium.journals().names()).hasSize(1).allMatch(ModelJournals::owns);
  }

  @Test
  void recordsFromSeveralProcessesAtOnce() {
    try (Medium one = Media.file(directory.resolve("home"));
        Medium two = Media.file(directory.resolve("home"));
        GroundTruths first = truths(one.journals(), "fraud");
        GroundTruths second = truths(two.journals(), "fraud")) {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        GroundTruths by = i % 2 == 0 ? first : second;
        String session = "s" + i + "-";
        all.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int n = 1; n <= 20; n++) {
                    by.record(Map.of(session + n, (double) n));
                  }
                }));
      }
      all.forEach(CompletableFuture::join);
      assertThat(GroundTruths.read(one.journals(), "fraud", GroundTruths.Selection.ALL).ids())
          .hasSize(80);
    }
  }

  @Test
  void recordsMoreThanOneBatch() {
    Map<String, Object> labels = new LinkedHashMap<>();
    for (int i = 1; i <= 10_001; i++) {
      labels.put("a1-" + i, "yes");
    }
    fraud.record(labels);
    assertThat(read().ids()).hasSize(10_001);
  }

  @Test
  void writesWhatIsDocumented() {
    Map<String, Object> labels = new LinkedHashMap<>();
    labels.put("00000000000000a1-1", "yes");
    labels.put("00000000000000a1-2", 12.5);
    labels.put("00000000000000a1-3", List.of("late", "full"));
    fraud.record(labels);
    List<String> payloads = new ArrayList<>();
    for (JournalEntry entry : medium.journals().read("ground-truth-f02b95ed0b00ce45", 1)) {
      payloads.add(FormatVectors.text(entry.payload()));
    }
    new LabelRemoval(medium, "fraud").erase(Set.of("00000000000000a1-1", "00000000000000a1-3"));
    medium
        .journals()
        .read("ground-truth-f02b95ed0b00ce45", 5)
        .forEach(entry -> payloads.add(FormatVectors.text(entry.payload())));
    assertThat(payloads)
        .containsExactlyElementsOf(FormatVectors.entries("ground-truth-ID").values());
  }

  @Test
  void refusesTheLabelsOfAnotherModel() {
    fraud.record(Map.of("a1-1", "yes"));
    byte[] header = medium.journals().read(GroundTruths.journal("fraud"), 1).get(0).payload();
    try (Medium other = Media.memory()) {
      other
          .journals()
          .shared(GroundTruths.journal("line"))
          .append(
              Fixtures.batch(
                  0,
                  io.lifecycle4j.storage.Durability.POWER,
                  new String(header, StandardCharsets.UTF_8)));
      assertThatThrownBy(
              () -> GroundTruths.read(other.journals(), "line", GroundTruths.Selection.ALL))
          .isInstanceOf(CorruptDataException.class)
          .hasMessage("Corrupt ground truth of line: it is that of fraud");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a-",
        "-1",
        "a-0",
        "a-01",
        "A-1",
        "a-1-1",
        "a-1\n",
        "a-99999999999999999999"
      })
  void refusesWhatIsNoId(String id) {
    assertThatThrownBy(() -> GroundTruths.checkId(id)).isInstanceOf(InvalidValueException.class);
  }
}
