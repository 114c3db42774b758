package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.monitoring.alert.AlertBook;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.ForwardingMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertDecision;
import io.lifecycle4j.monitoring.AlertDecision.Outcome;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.registry.spi.ModelRegistry;
import java.lang.reflect.Method;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No report stays without its decision because the storage failed for a while. */
class AlertObserverTest {
  private static final AlertCause AMOUNT = AlertCause.drift("amount");

  /** A home whose journal of alerts can fail. */
  private static final class Failing extends ForwardingMedium {
    private boolean fails;

    Failing() {
      super(Media.memory());
    }

    @Override
    public URI location() {
      return inner().location();
    }

    @Override
    protected @Nullable Object call(Object target, Method method, Object[] arguments)
        throws Throwable {
      if (fails && arguments.length > 0 && String.valueOf(arguments[0]).startsWith("alerts-")) {
        throw new StorageFailedException("No disk");
      }
      return super.call(target, method, arguments);
    }
  }

  private final Failing medium = new Failing();
  private final ModelRegistry registry = Registries.over(medium, () -> Fixtures.TIME);
  private final AlertPolicy policy = AlertPolicy.builder().clearAfter(2).build();
  private final AlertBook book = new AlertBook(medium, "fraud", () -> Fixtures.TIME, policy);
  private final AlertObserver observer = observer(book);

  private AlertObserver observer(AlertBook deciding) {
    ChangeHints hints = new ChangeHints(new ModelVersions("fraud", registry), deciding);
    return new AlertObserver(deciding, new DriftSightings(policy, hints));
  }

  @AfterEach
  void close() {
    book.close();
    registry.close();
    medium.close();
  }

  private static DriftReport report(int window, boolean drifted) {
    Instant closed = Fixtures.TIME.plusSeconds(60L * window);
    Divergence amount =
        Divergence.builder("amount", drifted ? 1e-9 : 0.5, "mean 10 -> 12")
            .effect(0.4, 0.3, 0.5)
            .build();
    ColumnDrift.Verdict verdict =
        drifted ? ColumnDrift.Verdict.DRIFT : ColumnDrift.Verdict.NO_DRIFT;
    return DriftReport.builder("fraud:7", closed, 500, new DriftReport.Reference(5_000, 5_000))
        .id("report-" + window)
        .opened(closed.minusSeconds(60))
        .level(0.001)
        .columns(List.of(ColumnDrift.builder(amount, drifted ? 1e-9 : 1, verdict).build()))
        .build();
  }

  private List<Outcome> outcomes() {
    return book.decisions(Instant.MIN, Instant.MAX).stream().map(AlertDecision::outcome).toList();
  }

  @Test
  void decidesLaterInOrderAboutWhatCouldNotBeStored() {
    medium.fails = true;
    observer.judged(report(1, true));
    observer.judged(report(2, false));
    observer.again();
    medium.fails = false;
    observer.again();
    assertThat(outcomes()).containsExactly(Outcome.OPENED, Outcome.QUIET);
    observer.judged(report(3, false));
    assertThat(outcomes()).containsExactly(Outcome.OPENED, Outcome.QUIET, Outcome.CLEARED);
  }

  @Test
  void decidesAboutReportsThatItFoundOnceItCanReadWhichAreDecided() {
    observer.judged(report(1, true));
    medium.fails = true;
    try (AlertBook other = new AlertBook(medium, "fraud", () -> Fixtures.TIME, policy)) {
      AlertObserver fresh = observer(other);
      fresh.led(List.of(report(0, true), report(1, true), report(2, true)));
      fresh.judged(report(3, false));
      medium.fails = false;
      fresh.again();
      assertThat(other.decisions(Instant.MIN, Instant.MAX))
          .extracting(AlertDecision::outcome)
          .as("report 0 came before one that is decided about")
          .containsExactly(Outcome.OPENED, Outcome.CONTINUED, Outcome.QUIET);
    }
  }

  @Test
  void leavesToTheProcessThatLeadsWhatItCouldNotDecide() {
    medium.fails = true;
    observer.judged(report(1, true));
    observer.resigned();
    medium.fails = false;
    observer.again();
    assertThat(book.find(AMOUNT)).isEmpty();
    observer.led(List.of(report(1, true)));
    assertThat(book.find(AMOUNT)).get().extracting(Alert::isOpen).isEqualTo(true);
  }
}
