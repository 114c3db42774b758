package io.lifecycle4j.core.validation;

import static io.lifecycle4j.validation.Rules.column;
import static io.lifecycle4j.validation.Rules.rowCount;
import static io.lifecycle4j.validation.Rules.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.lifecycle4j.core.validation.RequestRules.RowVerdict;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

  /** Data have a label, which requests lack. */
  private static final Schema DATA =
      new Schema(
          Stream.concat(
                  COLUMNS.schema().columns().stream(),
                  Stream.of(Column.of("rides", DataType.FLOAT64)))
              .toList());

  private final RequestRules rules = requestRules(COLUMNS.schema(), DATA, RULES);
  private final RowVerdict verdict = rules.verdict();

  private static RequestRules requestRules(Schema inputs, Schema data, List<Rule> rules) {
    return RequestRules.of(inputs, data, Validator.of(data, rules).rules());
  }

  private List<String> broken(double temp, String day) {
    boolean clean = rules.check(COLUMNS.row(new Ride(temp, day)), verdict);
    List<String> broken = broken(rules, verdict);
    assertThat(clean).isEqualTo(broken.isEmpty());
    return broken;
  }

  private static List<String> broken(RequestRules rules, RowVerdict verdict) {
    return IntStream.range(0, rules.rules().size())
        .filter(verdict::isBroken)
        .mapToObj(rule -> rules.rules().get(rule).id())
        .toList();
  }

  private boolean isRefused() {
    return IntStream.range(0, rules.rules().size())
        .anyMatch(rule -> verdict.isBroken(rule) && verdict.refuses(rule));
  }

  @Test
  void checksARequestAgainstTheRulesOfItsColumns() {
    assertThat(broken(20, "Mon")).isEmpty();
    assertThat(isRefused()).isFalse();
    assertThat(broken(60, "mon")).containsExactly("temp.between", "day.matches", "day.in", "hot");
    assertThat(isRefused()).isTrue();
    assertThat(broken(20, "Mon")).isEmpty();
    assertThat(isRefused()).isFalse();
  }

  /** Its cells are of their types; that data might lack some says nothing of requests. */
  @Test
  void asksNoRequestForTheTypesOfItsCells() {
    List<Rule> typed = List.of(Rules.wellTyped().warn(), column("temp").wellTyped().mostly(0.9));
    assertThat(RequestRules.of(COLUMNS.schema(), COLUMNS.schema(), typed).rules()).isEmpty();
  }

  @Test
  void takesAMissingCellForAWarning() {
    List<Rule> ofSchema = SchemaRules.of(COLUMNS.schema());
    assertThat(RequestRules.of(COLUMNS.schema(), COLUMNS.schema(), ofSchema).rules())
        .isNotEmpty()
        .isEqualTo(ofSchema.stream().map(Rule::warn).toList());
  }

  @Test
  void refusesNoRequestForAWarningOrForWhatARuleTolerates() {
    assertThat(broken(35, "Sun")).containsExactly("day.in", "hot");
    assertThat(isRefused()).isFalse();
    assertThat(verdict.isBroken(rules.rules().indexOf(RULES.get(2)))).isTrue();
  }

  @Test
  void leavesAMissingCellToThePreprocessing() {
    assertThat(broken(Double.NaN, "Mon")).containsExactly("schema.temp.notNull");
    assertThat(isRefused()).isFalse();
  }

  @Test
  void refusesARowWithOtherColumns() {
    Schema other = new Schema(List.of(Column.of("temp", DataType.FLOAT64)));
    assertThatThrownBy(() -> rules.check(new ListRow(other, 1.0), verdict))
        .hasMessage("Invalid row: its columns are temp (must be temp, day)");
  }

  @Test
  void allocatesNothingForARequestOf50Columns() {
    List<Column> columns = new ArrayList<>();
    List<Rule> all = new ArrayList<>();
    Object[] cells = new Object[50];
    for (int i = 0; i < 50; i++) {
      boolean text = i % 5 == 4;
      columns.add(Column.of("c" + i, text ? DataType.STRING : DataType.FLOAT64));
      cells[i] = text ? "Mon" : (Object) (i == 7 ? 1_000.0 : 0.5 * i);
      all.add(
          text
              ? column("c" + i).matches("[A-Z][a-z]{2}")
              : column("c" + i).between(-100, 100).as("range" + i));
      all.add(column("c" + i).notNull());
    }
    Schema schema = new Schema(columns);
    RequestRules wide = requestRules(schema, schema, all);
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
    assertThat(broken(wide, reused)).containsExactly("range7");
    assertThat(allocated).isLessThan(10_000); // less than a byte for each: none
  }
}
