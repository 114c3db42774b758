package io.lifecycle4j.data;

import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Rule;
import java.util.List;
import java.util.Map;

/**
 * A schema and rules that fit what a source holds, for a person to review. Nothing applies it by
 * itself: who agrees pastes the code, or gives schema and rules to a {@link Snapshot}.
 *
 * <p>It is conservative. A column may be missing only where it was, has a narrower type only if
 * every value fits, and lists categories only if they are few and each came often. Whole numbers
 * beyond 2^53, ids for instance, stay texts, which keep them exactly. Where a few values keep a
 * column from being numbers or times, its reason shows the first of them and their lines.
 *
 * <p>Rules are proposed from {@value #MIN_ROWS} rows on: a value in each row where none was
 * missing; no value twice where all are different and look like keys or times; more than one value
 * where there were many; 0 or 1 where there was nothing else; other numbers in a range wider than
 * what was seen by half of it on each side, but not beyond 0 where they never were; and half as
 * many rows. What values do not tell, roles, units and privacy, is left to the reader.
 *
 * <p>Immutable and thread-safe.
 */
public interface Proposal {
  /** With fewer rows no rule is proposed. */
  int MIN_ROWS = 100;

  /**
   * Counts what it was made from.
   *
   * @return the number of rows
   */
  long rows();

  /**
   * Returns the columns.
   *
   * @return the schema
   */
  Schema schema();

  /**
   * Returns what should hold beside what the schema promises.
   *
   * @return the rules, all of them errors, in the order of the columns
   */
  List<Rule> rules();

  /**
   * Says why each column is as it is.
   *
   * @return the reasons by name of the column
   */
  Map<String, String> columnReasons();

  /**
   * Says why each rule is proposed.
   *
   * @return the reasons by id of the rule
   */
  Map<String, String> ruleReasons();

  /**
   * Returns what was found and is not proposed: a column that comes twice or never has a value, for
   * instance, rules from too few rows, or a first line that may be no header.
   *
   * @return what, and why; empty when everything is proposed
   */
  List<String> leftOut();

  /**
   * Writes it as JSON, to be changed by hand and read by {@link Datasets#proposal}.
   *
   * @return the JSON, indented
   */
  String json();

  /**
   * Writes it as Java code: calls on a {@link Snapshot}, with the reasons as comments.
   *
   * @return the code; constants of the enums of the schema package and {@code Rules.*} are imported
   *     statically
   */
  String java();

  /**
   * Writes it for people.
   *
   * @return Markdown: a table of the columns and one of the rules, with the reasons
   */
  String markdown();
}
