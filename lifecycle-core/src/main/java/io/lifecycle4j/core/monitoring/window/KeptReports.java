package io.lifecycle4j.core.monitoring.window;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.DriftReports;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The reports of a model in the journal of its home, whichever process judged. */
public final class KeptReports implements DriftReports {
  private static final int ATTEMPTS = 100;

  private final JournalStore journals;
  private final String name;

  /** Reads nothing yet. */
  public KeptReports(JournalStore journals, String model) {
    this.journals = journals;
    this.name = Kind.DRIFT_REPORTS.of(model);
  }

  @Override
  public Optional<DriftReport> find(String id) {
    required(id, "report id");
    return last(1, report -> report.id().equals(id)).stream().findFirst();
  }

  @Override
  public Optional<DriftReport> findNewest() {
    return last(1, report -> true).stream().findFirst();
  }

  @Override
  public Optional<DriftReport> findNewest(String version) {
    required(version, "version");
    return last(1, report -> report.version().equals(version)).stream().findFirst();
  }

  /** Returns the newest reports, the oldest of them first. */
  public List<DriftReport> newest(int most) {
    List<DriftReport> found = new ArrayList<>();
    last(most, report -> true).descendingIterator().forEachRemaining(found::add);
    return found;
  }

  @Override
  public List<DriftReport> between(Instant from, Instant to) {
    required(from, "begin");
    required(to, "end");
    check(!to.isBefore(from), "Invalid times: %s to %s (must be in this order)", from, to);
    List<DriftReport> found = new ArrayList<>();
    read(
        1,
        report -> {
          if (!report.closed().isBefore(from) && report.closed().isBefore(to)) {
            found.add(report);
          }
        });
    return List.copyOf(found);
  }

  @Override
  public List<DriftReport> drifted(int most) {
    check(most > 0, "Invalid number of reports: %s (must be positive)", most);
    return List.copyOf(last(most, DriftReport::drifted));
  }

  /** Returns the last reports of some, the newest first; reads from the end, in growing steps. */
  private Deque<DriftReport> last(int most, Predicate<DriftReport> which) {
    JournalState state = journals.state(name).orElse(null);
    Deque<DriftReport> found = new ArrayDeque<>();
    if (state == null) {
      return found;
    }
    for (long step = 4; ; step *= 8) {
      long from = Math.max(state.first(), state.sequence() - step);
      found.clear();
      read(
          from,
          report -> {
            if (which.test(report)) {
              found.addFirst(report);
              if (found.size() > most) {
                found.removeLast();
              }
            }
          });
      if (found.size() == most || from == state.first()) {
        return found;
      }
    }
  }

  /** Reads from a sequence, or from the first that is kept. */
  private void read(long from, Consumer<DriftReport> action) {
    for (int attempt = 1; ; attempt++) {
      long first = journals.state(name).map(JournalState::first).orElse(1L);
      try {
        journals.read(
            name,
            Math.max(from, first),
            entry -> {
              DriftReport report = WindowLines.report(entry.payload(), name);
              if (report != null) {
                action.accept(report);
              }
            });
        return;
      } catch (NotFoundException e) { // trimmed since, and nothing was read
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }
}
