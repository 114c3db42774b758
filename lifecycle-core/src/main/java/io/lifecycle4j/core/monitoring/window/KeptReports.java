package io.lifecycle4j.core.monitoring.window;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkPeriod;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.JournalReads;
import io.lifecycle4j.core.storage.Lead;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.DriftReports;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reports of a model in the journal of its home, whichever process judged. */
public final class KeptReports implements DriftReports {
  private static final Logger LOG = LoggerFactory.getLogger(KeptReports.class);

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
    List<DriftReport> found = last(most, report -> true);
    Collections.reverse(found);
    return found;
  }

  @Override
  public List<DriftReport> between(Instant from, Instant to) {
    checkPeriod(from, to);
    List<DriftReport> found = new ArrayList<>();
    Lead.read(
        journals,
        name,
        entry -> {
          DriftReport report = WindowLines.report(entry.payload(), name);
          if (report != null && !report.closed().isBefore(from) && report.closed().isBefore(to)) {
            found.add(report);
          }
        });
    return List.copyOf(found);
  }

  /**
   * Reads the reports of a period with the newest parts of their windows, in order.
   *
   * @param found receives each report, and the newest part of its window; null if it is not stored
   */
  public void rows(Instant from, Instant to, BiConsumer<DriftReport, @Nullable Slice> found) {
    checkPeriod(from, to);
    Lead.read(
        journals,
        name,
        entry -> {
          DriftReport report = WindowLines.report(entry.payload(), name);
          if (report != null && !report.closed().isBefore(from) && report.closed().isBefore(to)) {
            found.accept(report, WindowLines.rowsOf(entry.payload(), name));
          }
        });
  }

  @Override
  public List<DriftReport> drifted(int most) {
    check(most > 0, "Invalid number of reports: %s (must be positive)", most);
    return List.copyOf(last(most, DriftReport::drifted));
  }

  /** Returns the last reports of some, the newest first. */
  private List<DriftReport> last(int most, Predicate<DriftReport> which) {
    List<DriftReport> found = new ArrayList<>();
    for (String journal : Lead.names(journals, name)) {
      if (found.size() < most) {
        found.addAll(last(journal, most - found.size(), which));
      }
    }
    return found;
  }

  /** Reads one journal from the end, in growing steps. */
  private Deque<DriftReport> last(String journal, int most, Predicate<DriftReport> which) {
    Deque<DriftReport> found = new ArrayDeque<>();
    try {
      JournalState state = journals.state(journal).orElse(null);
      long from = Long.MAX_VALUE;
      for (long step = 4; state != null && found.size() < most && from > state.first(); step *= 8) {
        from = Math.max(state.first(), state.sequence() - step);
        found = from(journal, from, most, which);
      }
    } catch (CorruptDataException e) {
      LOG.warn("Reports of {} cannot be read", journal, e);
    }
    return found;
  }

  private Deque<DriftReport> from(
      String journal, long from, int most, Predicate<DriftReport> which) {
    Deque<DriftReport> found = new ArrayDeque<>();
    JournalReads.stored(
        journals,
        journal,
        from,
        entry -> {
          DriftReport report = WindowLines.report(entry.payload(), journal);
          if (report != null && which.test(report)) {
            found.addFirst(report);
            if (found.size() > most) {
              found.removeLast();
            }
          }
        });
    return found;
  }
}
