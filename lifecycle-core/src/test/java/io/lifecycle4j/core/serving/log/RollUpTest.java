package io.lifecycle4j.core.serving.log;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.maintenance.HomeMaintenance;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Predictions move from journals to parts; readers see each once and in the order of time. */
class RollUpTest {
  private static final int SCHEDULES = Volume.of(4, 10, 300);
  private static final Instant TIME = Fixtures.TIME;
  private static final Schema AMOUNT = Schema.builder().column("amount", DataType.FLOAT64).build();

  private final Medium medium = Media.memory();
  private final LogReading predictions = new LogReading(medium, "fraud", () -> {});

  @AfterEach
  void close() {
    medium.close();
  }

  /** A session that logs predictions, an entry of so many at once. */
  private static final class Session implements AutoCloseable {
    private final String name;
    private final SessionOpening opening;
    private final Journal journal;
    private long number;

    Session(Medium medium, String model, String session, Instant started) {
      name = session;
      opening =
          PredictionJournals.opening(
              medium.journals(), model, session, AMOUNT, "x86", () -> started);
      journal = opening.get();
    }

    /** Logs predictions, one each millisecond from a time. */
    void log(Instant from, int count) {
      List<LogEntry> entries = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] input = ByteBuffer.allocate(Double.BYTES).putDouble((double) ++number).array();
        entries.add(
            new LogEntry(
                number,
                from.plusMillis(i),
                new AnsweredBy(0, 1, "Java"),
                5,
                "yes",
                0.5,
                null,
                input,
                null));
      }
      journal.append(Batch.of(PredictionCodec.encode(entries), Durability.PROCESS));
    }

    @Override
    public void close() {
      journal.close();
    }
  }

  private void session(String model, String name, Instant begin, int count) {
    try (Session session = new Session(medium, model, name, begin)) {
      session.log(begin, count);
    }
  }

  private void rollUp() {
    rollUp("fraud");
  }

  private void rollUp(String model) {
    try (RollUp open = requireNonNull(RollUp.open(medium, Parts.list(model), () -> TIME))) {
      KeptPredictions.moveEnded(medium, model, open);
    }
  }

  private List<String> ids() {
    List<String> ids = new ArrayList<>();
    predictions.forEach(one -> ids.add(one.id()));
    return ids;
  }

  private List<String> sessionJournals() {
    return PredictionJournals.names(medium.journals());
  }

  @Test
  void movesWhatEndedSessionsLoggedAsItWas() {
    session("fraud", "a", TIME, 3);
    session("other", "b", TIME, 2);
    List<LoggedPrediction> before = all();
    rollUp();
    assertThat(Parts.of(medium.journals(), "fraud").all())
        .extracting(Part::model, Part::count, Part::first, Part::last)
        .containsExactly(tuple("fraud", 3L, TIME, TIME.plusMillis(2)));
    assertThat(Parts.of(medium.journals(), "other").all()).as("of another model").isEmpty();
    rollUp("other");
    assertThat(Parts.of(medium.journals(), "other").all()).hasSize(1);
    assertThat(sessionJournals())
        .allSatisfy(name -> assertThat(medium.journals().read(name, 3)).isEmpty());
    assertThat(all()).usingRecursiveComparison().isEqualTo(before);
    assertThat(predictions.count()).isEqualTo(3);
    assertThat(predictions.between(TIME.plusMillis(1), TIME.plusMillis(2)).count()).isEqualTo(1);
  }

  private List<LoggedPrediction> all() {
    List<LoggedPrediction> all = new ArrayList<>();
    predictions.forEach(all::add);
    return all;
  }

  @Test
  void usesTheJournalsOfEndedSessionsAgain() {
    for (int i = 0; i < 50; i++) {
      session("fraud", "s" + i, TIME.plusSeconds(i), 2);
      rollUp();
    }
    assertThat(sessionJournals()).containsExactly(LoggedPredictions.journal("fraud", "s0"));
    assertThat(ids()).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void leavesAJournalInUseAlone() {
    try (Session session = new Session(medium, "fraud", "a", TIME)) {
      session.log(TIME, 2);
      rollUp();
      assertThat(Parts.of(medium.journals(), "fraud").all()).isEmpty();
      session.log(TIME.plusSeconds(1), 2);
      assertThat(ids()).containsExactly("a-1", "a-2", "a-3", "a-4");
    }
  }

  @Test
  void movesWhatARunningSessionLoggedAndLetsItGoOn() {
    try (Session session = new Session(medium, "fraud", "a", TIME)) {
      session.log(TIME, 2);
      List<Long> moved = new ArrayList<>();
      try (RollUp open = requireNonNull(RollUp.open(medium, Parts.list("fraud"), () -> TIME))) {
        open.moveRunning(session.opening, moved::add);
        assertThat(
                medium
                    .journals()
                    .state(LoggedPredictions.journal("fraud", "a"))
                    .orElseThrow()
                    .first())
            .isEqualTo(3);
        session.log(TIME.plusSeconds(1), 2);
        assertThat(ids()).containsExactly("a-1", "a-2", "a-3", "a-4");
        open.moveRunning(session.opening, moved::add);
      }
      assertThat(moved).containsExactly(2L, 2L);
      assertThat(ids()).containsExactly("a-1", "a-2", "a-3", "a-4");
    }
    rollUp();
    assertThat(ids()).containsExactly("a-1", "a-2", "a-3", "a-4");
  }

  @Test
  void mergesSmallPartsOfADayOnceItHasEndedOrTheyAreMany() {
    for (int i = 0; i < 8; i++) {
      session("fraud", "s" + i, TIME.plusSeconds(i), 2);
      rollUp();
      if (i == 6) {
        merge(TIME);
        assertThat(Parts.of(medium.journals(), "fraud").all()).hasSize(7);
      }
    }
    session("fraud", "next day", TIME.plus(Duration.ofDays(1)), 2);
    rollUp();
    List<String> before = ids();
    merge(TIME);
    assertThat(Parts.of(medium.journals(), "fraud").all())
        .extracting(Part::count)
        .containsExactlyInAnyOrder(16L, 2L);
    session("fraud", "late", TIME.plusSeconds(20), 2);
    rollUp();
    merge(TIME.plus(Duration.ofDays(1)));
    assertThat(Parts.of(medium.journals(), "fraud").all())
        .extracting(Part::count)
        .containsExactlyInAnyOrder(18L, 2L);
    assertThat(Parts.of(medium.journals(), "fraud").all())
        .extracting(Part::moved)
        .as("when they were in no part before")
        .containsOnly(TIME);
    assertThat(ids()).containsAll(before).hasSize(20);
    long[] blobs = {0};
    medium.blobs().list(blob -> blobs[0]++);
    assertThat(blobs[0]).isEqualTo(2);
    assertThat(medium.blobs().maintenance().quarantined()).isEmpty();
  }

  private void merge(Instant now) {
    try (RollUp open = requireNonNull(RollUp.open(medium, Parts.list("fraud"), () -> now))) {
      KeptPredictions.merge(open, now);
      open.parts().deleteGarbage(Instant.MAX);
    }
  }

  @Test
  void replacesManyEntriesByOneWithTheSameState() {
    session("fraud", "a", TIME, 3);
    rollUp();
    try (RollUp open = requireNonNull(RollUp.open(medium, Parts.list("fraud"), () -> TIME))) {
      for (int i = 0; i < 1_000; i++) {
        open.parts().restate();
      }
      open.parts().compact();
    }
    assertThat(medium.journals().state(Parts.list("fraud")).orElseThrow().first())
        .isGreaterThan(1_000);
    assertThat(Parts.of(medium.journals(), "fraud").entries()).isEqualTo(1);
    rollUp();
    assertThat(ids()).hasSize(3);
  }

  @Test
  void isDoneByOneAtATimeForEachModel() {
    try (RollUp open = requireNonNull(RollUp.open(medium, Parts.list("fraud"), () -> TIME))) {
      assertThat(RollUp.open(medium, Parts.list("fraud"), () -> TIME)).isNull();
      requireNonNull(RollUp.open(medium, Parts.list("other"), () -> TIME)).close();
      assertThat(open.parts().parts().all()).isEmpty();
    }
  }

  /** Wherever in a reading sessions begin, log, end and are moved. */
  @Test
  @OnlyLarger
  void showsEachPredictionOnceBeforeDuringAndAfterARollUp() {
    for (int seed = 0; seed < SCHEDULES; seed++) {
      try (Medium home = Media.memory()) {
        new Schedule(home, new Random(seed)).run(seed);
      }
    }
  }

  private static final class Schedule {
    private final Medium home;
    private final Random random;
    private final List<Session> open = new ArrayList<>();
    private final List<String> logged = new ArrayList<>();
    private int sessions;
    private int steps;

    Schedule(Medium home, Random random) {
      this.home = home;
      this.random = random;
    }

    void run(int seed) {
      for (int i = 0; i < 15; i++) {
        step();
      }
      Set<String> missing = new HashSet<>(logged);
      List<String> ids = new ArrayList<>();
      List<Instant> times = new ArrayList<>();
      new LogReading(home, "fraud", () -> {})
          .forEach(
              one -> {
                ids.add(one.id());
                times.add(one.time());
                if (random.nextInt(200) == 0) {
                  step();
                }
              });
      ids.forEach(missing::remove);
      assertThat(ids).as("seed %s", seed).doesNotHaveDuplicates();
      assertThat(missing).as("seed %s", seed).isEmpty();
      assertThat(times).as("seed %s", seed).isSorted();
      open.forEach(Session::close);
    }

    private void step() {
      Instant now = TIME.plusSeconds(10L * steps++);
      int kind = random.nextInt(6);
      if (kind == 0 || open.isEmpty()) {
        open.add(new Session(home, "fraud", "s" + sessions++, now));
      } else if (kind == 1) {
        open.remove(random.nextInt(open.size())).close();
      } else if (kind < 5) {
        try (RollUp roll = requireNonNull(RollUp.open(home, Parts.list("fraud"), () -> TIME))) {
          if (kind == 2) {
            KeptPredictions.moveEnded(home, "fraud", roll);
          } else if (kind == 3) {
            roll.moveRunning(open.get(random.nextInt(open.size())).opening, moved -> {});
          } else {
            KeptPredictions.merge(roll, TIME.plus(Duration.ofDays(2)));
            roll.parts().deleteGarbage(Instant.MAX); // also of what is being read
          }
        }
      }
      for (Session session : open) {
        long number = session.number;
        session.log(now, 1 + random.nextInt(400));
        for (long n = number + 1; n <= session.number; n++) {
          logged.add(session.name + "-" + n);
        }
      }
    }
  }

  @Test
  void keepsItsPartsFromGarbageCollectionAndInBackups() {
    session("fraud", "a", TIME, 3);
    rollUp();
    BlobId part = Parts.of(medium.journals(), "fraud").all().iterator().next().blob();
    HomeMaintenance.over(medium, () -> TIME)
        .collectGarbage()
        .grace(Duration.ZERO)
        .quarantine()
        .run();
    assertThat(medium.blobs().contains(part)).isTrue();
    assertThat(HomeMaintenance.over(medium, () -> TIME).verify(VerifyDepth.HASH).damage())
        .isEmpty();
    assertThat(ids()).hasSize(3);
  }

  @Test
  void reportsAPartThatIsLost() {
    session("fraud", "a", TIME, 3);
    rollUp();
    BlobId part = Parts.of(medium.journals(), "fraud").all().iterator().next().blob();
    Instant now = medium.blobs().maintenance().now();
    medium.blobs().maintenance().quarantine(List.of(part), now);
    assertThatThrownBy(this::ids)
        .isInstanceOf(CorruptDataException.class)
        .hasMessage(
            "Corrupt predictions of fraud: some are not stored (run maintenance().verify())");
  }
}
