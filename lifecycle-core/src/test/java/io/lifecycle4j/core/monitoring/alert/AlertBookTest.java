package io.lifecycle4j.core.monitoring.alert;

import static io.lifecycle4j.core.monitoring.alert.Windows.AMOUNT;
import static io.lifecycle4j.core.monitoring.alert.Windows.COUNTRY;
import static io.lifecycle4j.core.monitoring.alert.Windows.begin;
import static io.lifecycle4j.core.monitoring.alert.Windows.quiet;
import static io.lifecycle4j.core.monitoring.alert.Windows.sighting;
import static io.lifecycle4j.monitoring.AlertSeverity.CRITICAL;
import static io.lifecycle4j.monitoring.AlertSeverity.INFO;
import static io.lifecycle4j.monitoring.AlertSeverity.WARNING;
import static io.lifecycle4j.registry.Actor.by;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.LoggedLines;
import io.lifecycle4j.core.storage.FormatVectors;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.ModelJournals;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.Alert.State;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertDecision;
import io.lifecycle4j.monitoring.AlertDecision.Outcome;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One alert for one cause, until it is cleared; every decision is kept. */
class AlertBookTest {
  private static final AlertPolicy POLICY =
      AlertPolicy.builder().clearAfter(2).coolDown(Duration.ofHours(3)).build();

  private final Medium medium = Media.memory();
  private final AlertBook book = book();

  private AlertBook book() {
    return new AlertBook(medium, "fraud", () -> Fixtures.TIME, POLICY);
  }

  @AfterEach
  void close() {
    book.close();
    medium.close();
  }

  private List<Outcome> outcomes() {
    return book.decisions(Instant.MIN, Instant.MAX).stream().map(AlertDecision::outcome).toList();
  }

  @Test
  void opensOneAlertForOneCause() {
    assertThat(book.observe(Windows.of(0, sighting(AMOUNT, WARNING)))).hasSize(1);
    assertThat(book.observe(Windows.of(1, sighting(AMOUNT, WARNING), sighting(COUNTRY, INFO))))
        .hasSize(1);
    assertThat(book.observe(Windows.of(2, sighting(AMOUNT, WARNING), sighting(COUNTRY, INFO))))
        .isEmpty();
    assertThat(book.open()).extracting(Alert::cause).containsExactly(AMOUNT, COUNTRY);
    Alert amount = book.open().get(0);
    assertThat(amount.isOpen()).isTrue();
    assertThat(amount.span().from()).isEqualTo(begin(0));
    assertThat(amount.span().to()).isEqualTo(begin(3));
    assertThat(amount.span().windows()).isEqualTo(3);
    assertThat(amount.span().rows()).isEqualTo(300);
    assertThat(amount.figures()).containsEntry("effect", 0.5);
    assertThat(amount.hints()).hasToString("[check source: missing 0 % to 12 %]");
    assertThat(amount.version()).isEqualTo("fraud:7");
    assertThat(outcomes())
        .containsExactly(
            Outcome.OPENED,
            Outcome.CONTINUED,
            Outcome.OPENED,
            Outcome.CONTINUED,
            Outcome.CONTINUED);
  }

  @Test
  void logsAnAlertThatIsOpenedBecomesGraverOrIsCleared() {
    List<String> warnings = new ArrayList<>();
    List<String> infos = new ArrayList<>();
    Map<String, List<String>> levels = Map.of("warn", warnings, "info", infos);
    Logger log = LoggedLines.of(levels::get);
    try (AlertBook told = new AlertBook(medium, "fraud", () -> Fixtures.TIME, POLICY, log, 100)) {
      told.observe(Windows.of(0, sighting(AMOUNT, INFO)));
      told.observe(Windows.of(1, sighting(AMOUNT, INFO)));
      assertThat(infos).singleElement().asString().startsWith("Alert: ").contains("amount drifted");
      assertThat(warnings).isEmpty();

      told.observe(Windows.of(2, sighting(AMOUNT, CRITICAL)));
      assertThat(warnings).singleElement().asString().contains("CRITICAL", "amount drifted");
      told.observe(quiet(3));
      told.observe(quiet(4));
      assertThat(infos).hasSize(2);
      assertThat(warnings).hasSize(1);
    }
  }

  @Test
  void clearsAnAlertAfterEnoughQuietWindowsInARow() {
    book.observe(Windows.of(0, sighting(AMOUNT, WARNING)));
    book.observe(quiet(1));
    book.observe(Windows.of(2, sighting(AMOUNT, WARNING))); // the count begins anew
    book.observe(quiet(3));
    assertThat(book.open()).hasSize(1);
    List<Alert> changed = book.observe(quiet(4));
    assertThat(changed).singleElement().extracting(Alert::state).isEqualTo(State.CLEARED);
    assertThat(changed.get(0).cleared()).contains(begin(5));
    assertThat(book.open()).isEmpty();
    assertThat(book.find(AMOUNT)).contains(changed.get(0));
    assertThat(outcomes())
        .containsExactly(
            Outcome.OPENED, Outcome.QUIET, Outcome.CONTINUED, Outcome.QUIET, Outcome.CLEARED);
  }

  @Test
  void opensTheOldAlertAgainWithinTheCoolDownAndANewOneAfterIt() {
    String first = cleared();
    assertThat(book.observe(Windows.of(6, sighting(AMOUNT, WARNING))))
        .isEmpty(); // 3 hours and 0 seconds
    assertThat(book.open()).singleElement().extracting(Alert::id).isEqualTo(first);
    book.observe(quiet(7));
    book.observe(quiet(8));
    assertThat(book.observe(Windows.of(12, sighting(AMOUNT, WARNING)))).hasSize(1);
    assertThat(book.open()).singleElement().extracting(Alert::id).isNotEqualTo(first);
    assertThat(book.all()).hasSize(2);
  }

  @Test
  void opensANewAlertIfTheOldOneWasClearedByAClockThatWasSetBackSince() {
    String first = book.observe(Windows.of(0, sighting(AMOUNT, WARNING))).get(0).id();
    book.observe(quiet(80_000)); // nine years later
    book.observe(quiet(80_001));
    assertThat(book.observe(Windows.of(48, sighting(AMOUNT, WARNING))))
        .singleElement()
        .matches(alert -> alert.isOpen() && !alert.id().equals(first));
  }

  /** Returns the id of an alert that was cleared at the begin of window 4. */
  private String cleared() {
    String id = book.observe(Windows.of(0, sighting(AMOUNT, WARNING))).get(0).id();
    book.observe(quiet(2));
    book.observe(quiet(3));
    return id;
  }

  @Test
  void delivesAGraverAlertAgainEvenWithinTheCoolDown() {
    String id = cleared();
    assertThat(book.observe(Windows.of(5, sighting(AMOUNT, CRITICAL))))
        .singleElement()
        .matches(alert -> alert.id().equals(id) && alert.isOpen());
    assertThat(book.observe(Windows.of(6, sighting(AMOUNT, INFO)))).isEmpty();
    assertThat(book.alert(id).severity()).isEqualTo(CRITICAL); // the highest until it is cleared
  }

  @Test
  void keepsWhoAcknowledgedAnAlertUntilItBecomesGraver() {
    String id = book.observe(Windows.of(0, sighting(AMOUNT, WARNING))).get(0).id();
    Alert acknowledged = book.acknowledge(id, by("alice"), "The shop changed its currency");
    assertThat(acknowledged.state()).isEqualTo(State.ACKNOWLEDGED);
    assertThat(book.observe(Windows.of(1, sighting(AMOUNT, WARNING)))).isEmpty();
    assertThat(book.open()).singleElement().matches(alert -> !alert.isOpen());
    assertThatThrownBy(() -> book.acknowledge(id, by("bob"), "Me too"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot acknowledge " + id + ": alice did at " + Fixtures.TIME);
    assertThat(book.observe(Windows.of(2, sighting(AMOUNT, CRITICAL))))
        .singleElement()
        .matches(Alert::isOpen);
    AlertDecision decision = book.decisions(Instant.MIN, Instant.MAX).get(1);
    assertThat(decision.actor()).contains(by("alice"));
    assertThat(decision.text()).isEqualTo("The shop changed its currency");
  }

  @Test
  void refusesToAcknowledgeWhatIsNotThere() {
    assertThatThrownBy(() -> book.acknowledge("a1", by("alice"), "Seen"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Alert of fraud does not exist: a1");
    assertThatThrownBy(() -> book.acknowledge("a1", by("alice"), " "))
        .isInstanceOf(InvalidValueException.class);
    assertThat(medium.journals().names()).isEmpty();
    String id = cleared();
    assertThatThrownBy(() -> book.acknowledge(id, by("alice"), "Seen"))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("it was cleared at");
  }

  @Test
  void countsAWindowOnceHoweverOftenItIsOffered() {
    book.observe(Windows.of(0, sighting(AMOUNT, WARNING)));
    try (AlertBook other = book()) { // a process that leads after a crash
      assertThat(other.observe(Windows.of(0, sighting(AMOUNT, WARNING)))).isEmpty();
      other.observe(quiet(1));
      book.observe(quiet(1));
      book.observe(quiet(1));
    }
    assertThat(book.open()).singleElement().matches(alert -> alert.span().windows() == 1);
    assertThat(outcomes()).containsExactly(Outcome.OPENED, Outcome.QUIET);
  }

  @Test
  void opensOneAlertIfManyProcessesSeeTheSameCause() {
    List<CompletableFuture<Integer>> seen =
        IntStream.range(0, 8)
            .mapToObj(
                window ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          try (AlertBook other = book()) {
                            return other
                                .observe(Windows.of(window, sighting(AMOUNT, WARNING)))
                                .size();
                          }
                        }))
            .toList();
    assertThat(seen.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(1);
    assertThat(book.open()).singleElement().matches(alert -> alert.span().windows() == 8);
  }

  @Test
  void leavesAlertsAloneThatAWindowDoesNotJudge() {
    book.observe(Windows.of(0, sighting(AlertCause.quality("recall"), WARNING)));
    book.observe(quiet(1));
    book.observe(quiet(2));
    assertThat(book.open()).hasSize(1);
  }

  @Test
  void writesNothingForWindowsInWhichNothingIsSeen() {
    book.observe(quiet(0));
    assertThat(medium.journals().names()).isEmpty();
    book.observe(Windows.of(1, sighting(AMOUNT, INFO)));
    assertThat(medium.journals().names()).hasSize(1).allMatch(ModelJournals::owns);
  }

  @Test
  void keepsModelsApart() {
    try (AlertBook other = new AlertBook(medium, "spam", () -> Fixtures.TIME, POLICY)) {
      other.observe(Windows.of(0, sighting(AMOUNT, WARNING)));
    }
    assertThat(book.all()).isEmpty();
  }

  @Test
  void goesOnWithWhatCouldBeReadOfCorruptAlerts() {
    book.observe(Windows.of(0, sighting(AMOUNT, WARNING), sighting(COUNTRY, INFO)));
    String id = book.find(AMOUNT).orElseThrow().id();
    append("{\"decisions\":[],\"model\":\"spam\",\"time\":\"2026-01-02T03:04:05Z\",\"v\":1}");

    assertThat(book.open()).extracting(Alert::cause).containsExactly(AMOUNT, COUNTRY);
    assertThat(book.observe(Windows.of(0, sighting(AMOUNT, WARNING)))).isEmpty();
    book.observe(Windows.of(1, sighting(AMOUNT, WARNING)));
    book.acknowledge(id, by("alice"), "Seen");

    try (AlertBook other = book()) {
      assertThat(other.all()).isEqualTo(book.all()).hasSize(2);
      assertThat(other.alert(id).span().windows()).isEqualTo(2);
      assertThat(other.alert(id).acknowledgement()).isPresent();
      assertThat(other.changedFrom(2)).isEmpty();
      assertThat(other.sequence()).isEqualTo(4);
    }
    assertThat(outcomes())
        .containsExactly(
            Outcome.OPENED, Outcome.OPENED, Outcome.CONTINUED, Outcome.QUIET, Outcome.ACKNOWLEDGED);
  }

  @Test
  void erasesOldDecisionsButNoAlertThatIsOpen() {
    Logger log = LoggerFactory.getLogger(AlertBookTest.class);
    AlertCause old = AlertCause.drift("old");
    try (AlertBook small = new AlertBook(medium, "fraud", () -> Fixtures.TIME, POLICY, log, 100)) {
      Observed first = Windows.of(0, sighting(old, WARNING));
      small.observe(new Observed("0", "fraud:7", first.window(), first.seen(), cause -> false));
      for (int i = 1; i < 400; i++) {
        Sighting[] seen = i % 4 == 0 ? new Sighting[] {sighting(AMOUNT, WARNING)} : new Sighting[0];
        Observed next = Windows.of(i, seen);
        small.observe(
            new Observed(next.source(), "fraud:7", next.window(), next.seen(), AMOUNT::equals));
      }
      assertThat(small.find(old).orElseThrow().isOpen()).isTrue();
      assertThat(small.all()).hasSize(2);
      assertThat(small.isDecided("report-4")).isTrue();
      JournalState state =
          medium.journals().state(ModelJournals.Kind.ALERTS.of("fraud")).orElseThrow();
      assertThat(state.sequence() - state.first()).isBetween(100L, 110L);
      assertThat(book.all()).isEqualTo(small.all());
      assertThat(book.sequence()).isEqualTo(state.sequence());
      assertThat(outcomes()).hasSizeBetween(75, 110);
    }
  }

  @Test
  void saysThatAnotherVersionWroteAnEntry() {
    append("{\"decisions\":[],\"model\":\"fraud\",\"time\":\"2026-01-02T03:04:05Z\",\"v\":2}");
    assertThatThrownBy(book::open).hasMessageContaining("another version wrote it");
  }

  @Test
  void hasTheFormThatIsDocumented() {
    Map<String, String> documented = FormatVectors.entries("alerts-ID");
    documented
        .values()
        .forEach(
            line -> {
              JournalEntry entry = new JournalEntry(1, FormatVectors.bytes(line));
              assertThat(AlertLine.read("fraud", entry).write()).asString().isEqualTo(line);
            });
    append(requireNonNull(documented.get("opened")));
    append(requireNonNull(documented.get("acknowledged")));
    Alert alert = book.alert("00000000000000a1");
    append(requireNonNull(documented.get("state")));
    assertThat(book.alert("00000000000000a1")).isEqualTo(alert);
    assertThat(book.sequence()).isEqualTo(3);
    assertThat(alert.hints()).hasToString("[check source: missing 0 % to 12 %]");
    assertThat(alert.acknowledgement())
        .contains(new Alert.Acknowledgement(by("alice"), "Seen", Fixtures.TIME));
  }

  private void append(String payload) {
    try (Journal journal = medium.journals().shared(ModelJournals.Kind.ALERTS.of("fraud"))) {
      List<byte[]> payloads = List.of(payload.getBytes(StandardCharsets.UTF_8));
      journal.append(new Batch(UUID.randomUUID(), Batch.ANY, payloads, Durability.POWER));
    }
  }
}
