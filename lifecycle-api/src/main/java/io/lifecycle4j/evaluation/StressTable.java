package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.evaluation.AlignedTable.figure;
import static io.lifecycle4j.evaluation.AlignedTable.interval;

import io.lifecycle4j.evaluation.StressResult.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Writes a stress report as a table. */
final class StressTable {
  private static final String NONE = "no interval";

  private StressTable() {}

  static String markdown(StressReport report) {
    return table(report, AlignedTable::escaped);
  }

  static String text(StressReport report) {
    return table(report, AlignedTable::visible);
  }

  private static String table(StressReport report, UnaryOperator<String> escape) {
    List<List<String>> rows = new ArrayList<>();
    String metric = escape.apply(report.metric());
    List<String> head =
        List.of("Test", metric, "95 % interval", "Clean", "Drop", "Answered", "Refused", "Note");
    rows.add(head);
    report.results().forEach(result -> rows.add(row(result, escape)));
    String title =
        String.format(
            "%s on %s (%s, seed %s): %s is %s (%s)",
            report.model(),
            report.data(),
            counted(report.rows(), "row"),
            report.seed(),
            report.metric(),
            figure(report.clean()),
            interval(report.interval(), NONE));
    int last = head.size() - 1;
    AlignedTable table = new AlignedTable(rows, column -> column == 0 || column == last);
    return escape.apply(title) + "\n\n" + table.text();
  }

  private static List<String> row(StressResult result, UnaryOperator<String> escape) {
    List<String> cells = new ArrayList<>();
    cells.add(escape.apply(result.test().toString()));
    cells.add(result.figures().map(found -> figure(found.value())).orElse(""));
    cells.add(result.figures().map(Figures::interval).map(each -> interval(each, NONE)).orElse(""));
    cells.add(result.figures().map(found -> figure(found.clean())).orElse(""));
    cells.add(result.drop().map(AlignedTable::figure).orElse(""));
    cells.add(String.valueOf(result.answered()));
    cells.add(String.valueOf(result.refused()));
    cells.add(escape.apply(result.note()));
    return cells;
  }
}
