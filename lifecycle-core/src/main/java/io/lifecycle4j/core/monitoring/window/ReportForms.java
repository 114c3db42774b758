package io.lifecycle4j.core.monitoring.window;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.DriftMeasure;
import io.lifecycle4j.core.json.Forms;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.ColumnDrift.Verdict;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.ThresholdAlarm;
import io.lifecycle4j.monitoring.ThresholdAlarm.Rate;
import io.lifecycle4j.monitoring.WindowTraffic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The JSON form of drift reports. */
final class ReportForms {
  /** Reads and writes reports. */
  public static final Json JSON = Json.PLAIN.with(ReportForms::register);

  private static final String BEFORE = ".before";

  private ReportForms() {}

  private static void register(Forms forms) {
    forms.form(Divergence.class, DivergenceForm.class, DivergenceForm::of, DivergenceForm::read);
    forms.form(ColumnDrift.class, ColumnForm.class, ColumnForm::of, ColumnForm::read);
    forms.form(ThresholdAlarm.class, AlarmForm.class, AlarmForm::of, AlarmForm::read);
    forms.form(DriftReport.class, ReportForm.class, ReportForm::of, ReportForm::read);
  }

  /** A report; without alarms if it has none. */
  @WithoutNulls
  private record ReportForm(
      String id,
      String version,
      Instant opened,
      Instant closed,
      boolean closedEarly,
      long rows,
      DriftReport.Reference reference,
      double level,
      List<ColumnDrift> columns,
      @Nullable List<ThresholdAlarm> alarms,
      @Nullable WindowTraffic traffic) {
    private static ReportForm of(DriftReport value) {
      return new ReportForm(
          value.id(),
          value.version(),
          value.opened(),
          value.closed(),
          value.closedEarly(),
          value.rows(),
          value.reference(),
          value.level(),
          value.columns(),
          value.alarms().isEmpty() ? null : value.alarms(),
          value.traffic().orElse(null));
    }

    private DriftReport read() {
      DriftReport.Builder builder =
          DriftReport.builder(version, closed, rows, reference)
              .id(id)
              .opened(opened)
              .level(level)
              .columns(columns)
              .alarms(alarms == null ? List.of() : alarms);
      if (traffic != null) {
        builder.traffic(traffic);
      }
      return (closedEarly ? builder.closedEarly() : builder).build();
    }
  }

  /** What a window says about a threshold, in the text form of conditions; no rate of traffic. */
  @WithoutNulls
  private record AlarmForm(
      String condition,
      boolean holds,
      Map<String, Double> values,
      @Nullable Double rate,
      @Nullable Double low,
      @Nullable Double high) {
    private static AlarmForm of(ThresholdAlarm value) {
      Rate rate = value.rate().orElse(null);
      return new AlarmForm(
          value.condition().toString(),
          value.holds(),
          new TreeMap<>(value.values()),
          rate == null ? null : rate.value(),
          rate == null ? null : rate.low(),
          rate == null ? null : rate.high());
    }

    private ThresholdAlarm read() {
      Rate known =
          rate == null
              ? null
              : new Rate(rate, required(low, "lower bound"), required(high, "upper bound"));
      return new ThresholdAlarm(
          Conditions.parse(condition), holds, values, Optional.ofNullable(known));
    }
  }

  /** What a detector found in a column; measures by their keys. */
  private record DivergenceForm(
      String column,
      double pValue,
      String explanation,
      double effect,
      double low,
      double high,
      Map<String, Double> measures,
      Map<String, Double> figures) {
    private static DivergenceForm of(Divergence value) {
      Map<String, Double> measures = new TreeMap<>();
      value.measures().forEach((measure, found) -> measures.put(measure.key(), found));
      return new DivergenceForm(
          value.column(),
          value.pValue(),
          value.explanation(),
          value.effect(),
          value.low(),
          value.high(),
          measures,
          value.figures());
    }

    private Divergence read() {
      Divergence.Builder builder =
          Divergence.builder(column, pValue, explanation).effect(effect, low, high);
      for (DriftMeasure measure : DriftMeasure.values()) {
        Double found = measures.get(measure.key()); // those of a newer version are left out
        if (found != null) {
          builder.measure(measure, found);
        }
      }
      for (Map.Entry<String, Double> before : figures.entrySet()) {
        if (before.getKey().endsWith(BEFORE)) {
          String name = before.getKey().substring(0, before.getKey().length() - BEFORE.length());
          builder.figure(
              name, before.getValue(), figures.getOrDefault(name + ".after", Double.NaN));
        }
      }
      return builder.build();
    }
  }

  /** What a report says of a column. */
  @WithoutNulls
  private record ColumnForm(
      Divergence divergence,
      double adjusted,
      Verdict verdict,
      @Nullable String segment,
      @Nullable Double importance) {
    private static ColumnForm of(ColumnDrift value) {
      OptionalDouble importance = value.importance();
      return new ColumnForm(
          value.divergence(),
          value.adjusted(),
          value.verdict(),
          value.segment().orElse(null),
          importance.isPresent() ? importance.getAsDouble() : null);
    }

    private ColumnDrift read() {
      ColumnDrift.Builder builder =
          ColumnDrift.builder(divergence, adjusted, verdict).segment(segment);
      if (importance != null) {
        builder.importance(importance);
      }
      return builder.build();
    }
  }
}
