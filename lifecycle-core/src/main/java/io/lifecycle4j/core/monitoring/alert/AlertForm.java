package io.lifecycle4j.core.monitoring.alert;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertSeverity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alert in an entry that has the state of all, as stored.
 *
 * @param acknowledged who saw it; null if nobody did
 * @param cleared null while it is open
 * @param delivered counts entries up to its newest decision that listeners receive
 * @param part the place of that decision in its entry
 */
@WithoutNulls
record AlertForm(
    String alert,
    AlertCause.Kind kind,
    String subject,
    String version,
    AlertSeverity severity,
    Span span,
    String text,
    Map<String, Double> figures,
    List<AlertLine.Hint> hints,
    @Nullable Seen acknowledged,
    @Nullable Instant cleared,
    long revision,
    long delivered,
    int part) {
  AlertForm {
    required(alert, "alert");
    required(kind, "kind");
    required(subject, "subject");
    required(version, "version");
    required(severity, "severity");
    required(span, "span");
    required(text, "text");
    figures = copy(figures, "figures");
    hints = copy(hints, "hints");
  }

  /** When the cause was present, and how much was seen. */
  record Span(Instant from, Instant to, Instant opened, long rows, long windows, int quiet) {
    Span {
      required(from, "begin");
      required(to, "end");
      required(opened, "time of opening");
    }
  }

  /** The acknowledgement of a person. */
  record Seen(String actor, String note, Instant time) {
    Seen {
      required(actor, "actor");
      required(note, "note");
      required(time, "time");
    }
  }

  /**
   * All alerts that are stored.
   *
   * @param sequence counts the entries before
   * @param sources the windows that were decided about last
   */
  record All(long sequence, List<AlertForm> alerts, List<String> sources) {
    All {
      alerts = copy(alerts, "alerts");
      sources = copy(sources, "sources");
    }
  }
}
