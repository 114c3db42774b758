package io.lifecycle4j.core.tracking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.storage.FormatText;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.tracking.RunCatalog.Change;
import io.lifecycle4j.core.tracking.RunStateFrame.Wanted;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.MetricSummary;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.Segment;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunBatch.Point;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Runs lie on disk as {@code docs/FORMAT.md} says, byte for byte. */
@SuppressWarnings("NullAway") // what is missing fails the test
class RunFormatTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.000000006Z");
  private static final BlobId HASH = new BlobId("0a".repeat(32));
  private static final RunInput TRAIN = new RunInput(new VersionRef("rides", 3, HASH), "train");
  private static final StoredFile FILE = new StoredFile("plots/loss.svg", HASH, 12);
  private static final RunInfo INFO = new RunInfo("a1", "fraud", TIME, "first", Optional.of("a0"));
  private static final RunEnd END = new RunEnd(RunStatus.FAILED, TIME.plusSeconds(1), "diverged");

  private static final List<Point> POINTS =
      List.of(
          point("loss", 0, 0.5, TIME, Optional.empty()),
          point("acc", 0, Double.NaN, TIME.plusNanos(300), Optional.of(TRAIN)),
          point("loss", 1, 0.25, TIME.plusSeconds(1), Optional.empty()));

  private static Point point(
      String metric, long step, double value, Instant time, Optional<RunInput> on) {
    return new Point(metric, new MetricPoint(step, value, time, on));
  }

  private static RunBatch facts() {
    return RunBatch.builder()
        .param("lr", 0.01)
        .param("layers", 3)
        .tag("team", "risk")
        .removeTag("draft")
        .artifact(FILE)
        .input(TRAIN)
        .checkpoint(7, new StoredFile("epoch-7", HASH, 34))
        .checkpoint(
            new Checkpoint(
                6,
                new StoredFile("epoch-6", HASH, 34),
                Optional.of(new Checkpoint.Dropped("not the best", Map.of("loss", 0.5)))))
        .environment(HASH)
        .segment(5, TIME)
        .end(END)
        .build();
  }

  private static RunRecord ended() {
    RunBatch batch = facts();
    MetricPoint last = POINTS.get(2).point();
    MetricPoint first = POINTS.get(0).point();
    return RunRecord.builder(INFO)
        .end(END)
        .params(batch.params())
        .metrics(Map.of("loss", new MetricSummary(last, Optional.of(last), Optional.of(first), 2)))
        .tags(Map.of("team", "risk"))
        .artifacts(batch.artifacts())
        .inputs(batch.inputs())
        .checkpoints(batch.checkpoints())
        .segments(List.of(new Segment(5, TIME)))
        .environment(HASH)
        .build();
  }

  /** What each kind of entry is written as, JSON as it is, all else in hexadecimal. */
  static Map<String, String> written() {
    Map<String, String> written = new LinkedHashMap<>();
    written.put("start", HexFormat.of().formatHex(CatalogFrame.start(INFO, "run-b2")));
    written.put("state", HexFormat.of().formatHex(CatalogFrame.state(ended(), 9)));
    for (String kind : List.of("open", "delete", "restore", "purge", "erased")) {
      written.put(kind, text(new Change(kind, "a1").write()));
    }
    written.put("facts", text(RunFacts.write(facts())));
    written.put("points", HexFormat.of().formatHex(PointFrame.write(POINTS)));
    return written;
  }

  private static String text(byte[] json) {
    return new String(json, UTF_8);
  }

  private static Map<String, String> vectors() {
    return FormatVectors.of("runs.txt");
  }

  @Test
  void writesEveryByteAsDocumented() {
    assertThat(written()).isEqualTo(vectors());
  }

  @Test
  void showsTheExamplesThatAreWritten() {
    assertThat(FormatText.hexExamples()).contains(vectors().get("start"), vectors().get("points"));
  }

  @Test
  void readsWhatIsDocumented() {
    Map<String, String> vectors = vectors();
    byte[] facts = vectors.get("facts").getBytes(UTF_8);
    assertThat(RunFacts.write(RunFacts.read(facts, "it").toBatch())).isEqualTo(facts);
    RunFold fold = new RunFold(INFO, new RunFold.Superseded());
    fold.add(new JournalEntry(1, HexFormat.of().parseHex(vectors.get("points"))));
    assertThat(fold.record().metrics().get("loss")).isEqualTo(ended().metrics().get("loss"));
    assertThat(frame(vectors.get("start")).start())
        .isEqualTo(new CatalogFrame.Started(INFO, "run-b2"));
    assertThat(frame(vectors.get("state")).decode(INFO, Wanted.ALL)).isEqualTo(ended());
    for (String kind : Change.KINDS.keySet()) {
      JournalEntry entry = new JournalEntry(1, vectors.get(kind).getBytes(UTF_8));
      assertThat(Change.read(entry)).isEqualTo(new Change(kind, "a1"));
    }
  }

  private static CatalogFrame frame(String hex) {
    return CatalogFrame.read(new JournalEntry(1, HexFormat.of().parseHex(hex)));
  }
}
