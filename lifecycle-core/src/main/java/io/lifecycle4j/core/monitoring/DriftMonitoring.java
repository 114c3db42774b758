package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.serving.Witness;
import io.lifecycle4j.monitoring.DriftDetector;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.Watch;
import io.lifecycle4j.profile.Profile;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the versions of a model are watched for drift.
 *
 * @param watch windows and budget, or null for no watch
 * @param detector compares windows
 * @param clock tells the time
 * @param listener hears reports
 */
public record DriftMonitoring(
    @Nullable Watch watch,
    DriftDetector detector,
    InstantSource clock,
    Consumer<DriftReport> listener)
    implements Witness.Factory {
  @Override
  public Witness of(String label, Witness.Seen seen, @Nullable Profile reference) {
    return watch == null ? Witness.NONE : new Watching(this, watch, label, seen, reference);
  }

  /**
   * Finds the last report of a witness.
   *
   * @param witness the witness
   * @return the report, or empty when no window was full yet
   */
  public static Optional<DriftReport> report(Witness witness) {
    return witness instanceof Watching watching ? watching.report() : Optional.empty();
  }
}
