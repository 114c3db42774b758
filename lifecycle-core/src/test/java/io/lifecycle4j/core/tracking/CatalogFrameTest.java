package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.tracking.RunStateFrame.Wanted;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.MetricSummary;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.Segment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The catalog says what was written, or that it is damaged. */
class CatalogFrameTest {
  private static final RunInfo INFO =
      new RunInfo("r1", "fraud", Fixtures.TIME, "näme", Optional.of("parent"));
  private static final BlobId BLOB = new BlobId("ab".repeat(32));
  private static final RunInput DATA = new RunInput(new VersionRef("rides", 3, BLOB), "test");

  private static RunRecord record() {
    MetricPoint last = new MetricPoint(7, Double.NaN, Fixtures.TIME, Optional.of(DATA));
    MetricPoint min = new MetricPoint(-3, -0.0, Fixtures.TIME.plusNanos(1));
    MetricPoint max = new MetricPoint(Long.MAX_VALUE, 1.0 / 0, Fixtures.TIME);
    StoredFile file = new StoredFile("plots/a.png", BLOB, 12);
    return RunRecord.builder(INFO)
        .end(new RunEnd(RunStatus.FAILED, Fixtures.TIME.plusSeconds(9), "out of memory"))
        .params(Map.of("lr", Param.of(0.1), "on", Param.of(true), "text", Param.of("")))
        .tags(Map.of("team", "\uD83D\uDE80"))
        .metrics(
            Map.of(
                "all",
                new MetricSummary(last, Optional.of(min), Optional.of(max), 3),
                "one",
                MetricSummary.of(max),
                "nan",
                MetricSummary.of(last)))
        .artifacts(Map.of("plots/a.png", file))
        .inputs(List.of(DATA))
        .checkpoints(List.of(new Checkpoint(5, file)))
        .segments(List.of(new Segment(4, Fixtures.TIME)))
        .environment(BLOB)
        .build();
  }

  private static CatalogFrame frame(byte[] payload) {
    return CatalogFrame.read(new JournalEntry(1, payload));
  }

  @Test
  void saysWhatWasWritten() {
    CatalogFrame state = frame(CatalogFrame.state(record(), 9));
    CatalogFrame start = frame(CatalogFrame.start(INFO, "run-x"));

    assertThat(state.run()).isEqualTo("r1");
    assertThat(state.isState()).isTrue();
    assertThat(state.decode(INFO, Wanted.ALL)).isEqualTo(record());
    assertThat(state.isKnown()).isTrue();
    assertThat(start.isKnown()).isTrue();
    assertThat(start.isStart()).isTrue();
    assertThat(start.start()).isEqualTo(new CatalogFrame.Started(INFO, "run-x"));
  }

  @Test
  void knowsPartsOfANewerVersionFromItsOwn() {
    byte[] state = CatalogFrame.state(record(), 9);
    String text = new String(state, StandardCharsets.ISO_8859_1);
    String newer = text.replace("{\"artifacts\"", "{\"added\":1,\"artifacts\"");

    CatalogFrame frame = frame(newer.getBytes(StandardCharsets.ISO_8859_1));

    assertThat(newer).isNotEqualTo(text);
    assertThat(frame.decode(INFO, Wanted.ALL)).isEqualTo(record());
    assertThat(frame.isKnown()).isFalse();
  }

  @Test
  void decodesWhatIsWantedForSubjects() {
    Set<Subject> subjects = Conditions.parse("metrics.one > 1 AND params.lr = '1'").subjects();
    RunRecord part = frame(CatalogFrame.state(record(), 9)).decode(INFO, Wanted.of(subjects));

    assertThat(part.metric("one")).hasValue(1.0 / 0);
    assertThat(part.params()).containsOnly(Map.entry("lr", Param.of(0.1)));
    assertThat(part.metrics()).hasSize(1);
    assertThat(part.status()).isEqualTo(RunStatus.FAILED);
    Set<Subject> data = Set.of(Subject.DatasetPart.NAME);
    assertThat(Wanted.of(data)).isEqualTo(Wanted.ALL);
  }

  @Test
  @OnlyLarger
  void saysThatItIsDamagedWhateverIsCutOrChanged() {
    for (byte[] written :
        List.of(CatalogFrame.state(record(), 9), CatalogFrame.start(INFO, "run-x"))) {
      int corrupt = 0;
      for (int i = 1; i < written.length; i++) {
        corrupt += read(Arrays.copyOf(written, i));
        for (int bit = 0; bit < Byte.SIZE; bit++) {
          byte[] changed = written.clone();
          changed[i] ^= (byte) (1 << bit);
          corrupt += read(changed);
        }
      }
      assertThat(corrupt).isGreaterThan(written.length);
    }
    byte[] longer = Arrays.copyOf(CatalogFrame.start(INFO, "run-x"), 300);
    assertThatThrownBy(() -> frame(longer).start()).isInstanceOf(CorruptDataException.class);
  }

  /** Returns 1 if a frame is told to be damaged. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever else is thrown is what is looked for
  private static int read(byte[] payload) {
    try {
      CatalogFrame frame = frame(payload);
      if (frame.isStart()) {
        frame.start();
      } else if (frame.isState()) {
        frame.decode(INFO, Wanted.ALL);
      }
      return 0;
    } catch (CorruptDataException e) {
      assertThat(e).hasMessageStartingWith("Cannot read entry 1 of runs");
      return 1;
    } catch (RuntimeException e) {
      return fail("Neither read nor told to be damaged", e);
    }
  }

  @Test
  void skipsWhatIsNewer() {
    try (Medium medium = Media.memory()) {
      try (Journal runs = medium.journals().shared(RunCatalog.JOURNAL)) {
        append(runs, CatalogFrame.start(INFO, "run-y"));
        append(runs, Fixtures.utf8("{\"kind\":\"later\",\"run\":\"r1\",\"added\":{}}"));
        byte[] newer = CatalogFrame.start(INFO, "run-z");
        newer[1] = 99;
        assertThat(frame(newer).isKnown()).isFalse();
        append(runs, newer);
      }
      assertThat(new RunCatalog(medium.journals()).all())
          .extracting(known -> known.info().id() + " " + known.place() + " " + known.journal())
          .containsExactly("r1 1 run-y");
    }
  }

  private static void append(Journal journal, byte[] payload) {
    journal.append(Batch.of(payload, Durability.PROCESS));
  }
}
