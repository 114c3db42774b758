package io.lifecycle4j.core.validation;

import static io.lifecycle4j.validation.Rules.column;
import static io.lifecycle4j.validation.Rules.rowCount;
import static io.lifecycle4j.validation.Rules.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.Rules;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestTest {
  /** A request: a temperature that may be unknown, and a day. */
  record Ride(double temp, String day) {}

  private static final Columns<Ride> COLUMNS = Columns.of(Ride.class);
  private static final List<Rule> RULES =
      List.of(
          column("temp").between(-40, 50),
          column("day").matches("[A-Z][a-z]+"),
          column("day").in("Mon", "Tue").warn(),
          column("temp").atMost(30).as("hot").mostly(0.9),
          column("rides").notNull(),
          rowCount().atLeast(1_000),
          unique("day"));

  private final Validator validator = Validator.forRequests(COLUMNS.schema(), RULES);
  private final RowVerdict verdict = validator.verdict();

  private List<String> broken(double temp, String day) {
    return validator.check(COLUMNS.row(new Ride(temp, day)), verdict).broken().stream()
        .map(Rule::id)
        .toList();
  }

  @Test
  void checksARequestAgainstTheRulesOfItsColumns() {
    assertThat(broken(20, "Mon")).isEmpty();
    assertThat(verdict.isValid()).isTrue();
    assertThat(broken(60, "mon")).containsExactly("temp.between", "day.matches", "day.in", "hot");
    assertThat(verdict.isValid()).isFalse();
    assertThat(broken(20, "Mon")).isEmpty();
    assertThat(verdict.isValid()).isTrue();
  }

  /** Its cells are of their types; that data might lack some says nothing of requests. */
  @Test
  void asksNoRequestForTheTypesOfItsCells() {
    List<Rule> typed = List.of(Rules.wellTyped().warn(), column("temp").wellTyped().mostly(0.9));
    assertThat(Validator.ofChecked(COLUMNS.schema(), typed).rules()).isEmpty();
    assertThat(Validator.forRequests(COLUMNS.schema(), typed).rules())
        .isEqualTo(SchemaRules.of(COLUMNS.schema()).stream().map(Rule::warn).toList());
  }

  @Test
  void refusesNoRequestForAWarningOrForWhatARuleTolerates() {
    assertThat(broken(35, "Sun")).containsExactly("day.in", "hot");
    assertThat(verdict.isValid()).isTrue();
    int place = validator.rules().indexOf(RULES.get(2));
    assertThat(verdict.isBroken(place)).isTrue();
  }

  @Test
  void leavesAMissingCellToThePreprocessing() {
    assertThat(broken(Double.NaN, "Mon")).containsExactly("schema.temp.notNull");
    assertThat(verdict.isValid()).isTrue();
  }

  @Test
  void refusesARowWithOtherColumns() {
    Schema other = new Schema(List.of(Column.of("temp", DataType.FLOAT64)));
    assertThatThrownBy(() -> validator.check(new ListRow(other, 1.0), verdict))
        .hasMessage("Invalid row: its columns are temp (must be temp, day)");
  }

  @Test
  void allocatesNothingForARequestOf50Columns() {
    List<Column> columns = new ArrayList<>();
    List<Rule> rules = new ArrayList<>();
    Object[] cells = new Object[50];
    for (int i = 0; i < 50; i++) {
      boolean text = i % 5 == 4;
      columns.add(Column.of("c" + i, text ? DataType.STRING : DataType.FLOAT64));
      cells[i] = text ? "Mon" : (Object) (i == 7 ? 1_000.0 : 0.5 * i);
      rules.add(
          text
              ? column("c" + i).matches("[A-Z][a-z]{2}")
              : column("c" + i).between(-100, 100).as("range" + i));
      rules.add(column("c" + i).notNull());
    }
    Schema schema = new Schema(columns);
    Validator wide = Validator.forRequests(schema, rules);
    RowVerdict reused = wide.verdict();
    Row row = new ListRow(schema, cells);
    for (int i = 0; i < 100; i++) {
      wide.check(row, reused); // loads classes, and fills the memory of patterns
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    threads.getCurrentThreadAllocatedBytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      wide.check(row, reused);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(reused.broken()).extracting(Rule::id).containsExactly("range7");
    assertThat(allocated).isLessThan(10_000); // less than a byte for each: none
  }
}
