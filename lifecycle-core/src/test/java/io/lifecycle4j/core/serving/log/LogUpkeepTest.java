package io.lifecycle4j.core.serving.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.WriteBehind;
import io.lifecycle4j.observation.Observation;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import io.lifecycle4j.serving.Retention;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The logs of a home are put in order when it is time, without anybody asking. */
class LogUpkeepTest {
  private final Medium medium = Media.memory();
  private final WriteBehind behind = new WriteBehind("never begun");
  private volatile Instant now = Fixtures.TIME;

  /** Ahead: nothing but erasures may rely on it. */
  private final InstantSource made = () -> now.plus(Duration.ofDays(400));

  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private final LogUpkeep upkeep =
      new LogUpkeep(medium, () -> now, made, List::of, Observers.of(List.of(this::start)));

  private Observation start(Operation operation, ObservedSubject subject) {
    heard.add(operation.id() + subject.attributes());
    return Observation.NONE;
  }

  @AfterEach
  void close() {
    upkeep.close();
    medium.close();
  }

  private List<String> ids() {
    List<String> ids = new ArrayList<>();
    new LogReading(medium, "line", () -> {}).forEach(one -> ids.add(one.id()));
    return ids;
  }

  private List<Part> parts() {
    return List.copyOf(Parts.of(medium.journals(), "line").all());
  }

  @Test
  void writesNothingWhileNothingIsToBeDone() {
    upkeep.run();
    assertThat(medium.journals().names()).isEmpty();
    assertThat(heard).isEmpty();
  }

  @Test
  void movesWhatARunningSessionLoggedOnceAnHour() {
    SessionOpening opening =
        PredictionJournals.opening(medium.journals(), "line", "s", null, "x86", () -> now);
    PredictionLog log = new PredictionLog("line", opening, behind, InputCodec.NONE);
    LogUpkeep.Session session = upkeep.session("line", log, opening, Retention.unlimited());
    session.begin();
    log.append(LoggedPredictions.entry(1));
    log.write();
    now = now.plus(LogUpkeep.LONGEST);
    upkeep.run();
    assertThat(parts()).isEmpty();
    now = now.plusSeconds(1);
    upkeep.run();
    assertThat(parts()).extracting(Part::count).containsExactly(1L);
    log.append(LoggedPredictions.entry(2));
    log.write();
    upkeep.run();
    assertThat(parts()).hasSize(1);
    assertThat(ids()).containsExactly("s-1", "s-2");
    assertThat(log.status().logged()).isEqualTo(2);
    session.end();
    log.beginClosing();
    log.write();
    upkeep.run();
    assertThat(ids()).containsExactly("s-1", "s-2");
  }

  /** Begins to keep the log of a session with a prediction in order. */
  private PredictionLog begin(LogUpkeep kept, Retention retention) {
    SessionOpening opening =
        PredictionJournals.opening(medium.journals(), "line", "s", null, "x86", made);
    PredictionLog log = new PredictionLog("line", opening, behind, InputCodec.NONE);
    log.append(LoggedPredictions.entry(1));
    log.write();
    kept.session("line", log, opening, retention).begin();
    return log;
  }

  /** The thread of the upkeep begins with a round, too, which may be at work. */
  private void awaitRound(BooleanSupplier done) {
    Together.awaitTrue(
        () -> {
          upkeep.run();
          return done.getAsBoolean();
        });
  }

  @Test
  void movesAgainWhenAClockThatWasAheadIsRight() {
    now = now.plus(Duration.ofDays(400));
    PredictionLog log = begin(upkeep, Retention.unlimited());
    now = Fixtures.TIME;
    awaitRound(() -> parts().size() == 1);
    assertThat(parts()).extracting(Part::moved).containsExactly(now);
    log.append(LoggedPredictions.entry(2));
    log.write();
    upkeep.run();
    assertThat(parts()).as("not more often").hasSize(1);
  }

  @Test
  void dropsNothingThatIsOldInOneRoundOnly() {
    Thread test = Thread.currentThread();
    InstantSource clock = () -> Thread.currentThread() == test ? now : Fixtures.TIME;
    KeptPredictions.session(medium, "old");
    try (LogUpkeep kept = new LogUpkeep(medium, clock, made, List::of, Observers.NONE)) {
      kept.run();
      assertThat(parts()).hasSize(1);
      begin(kept, Retention.days(90));
      now = now.plus(Duration.ofDays(400)); // but not for the thread of the upkeep
      kept.run();
      now = Fixtures.TIME;
      kept.run();
    }
    assertThat(ids()).contains("old-1", "old-2");
  }

  @Test
  void movesWhatEndedSessionsLoggedAndDropsWhatIsTooOld() {
    KeptPredictions.session(medium, "old");
    SessionOpening opening =
        PredictionJournals.opening(medium.journals(), "line", "s", null, "x86", () -> now);
    PredictionLog log = new PredictionLog("line", opening, behind, InputCodec.NONE);
    upkeep.run();
    assertThat(ids()).containsExactly("old-1", "old-2");
    assertThat(heard).containsExactly("log.rollup{}");
    now = now.plus(Duration.ofDays(2));
    upkeep.session("line", log, opening, Retention.days(1)).begin();
    upkeep.run();
    awaitRound(() -> ids().isEmpty());
    assertThat(parts()).isEmpty();
  }
}
