package io.lifecycle4j.data;

import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Rule;
import java.util.List;
import java.util.Map;

/**
 * A schema and rules that fit the content of a source, for a person to review. Nothing is applied
 * automatically: to accept it, paste the code, or pass schema and rules to a {@link Snapshot}.
 *
 * <p>It is conservative. A column is nullable only if values were missing, has a narrower type only
 * if every value fits, and lists categories only if they are few and each is frequent. Whole
 * numbers beyond 2^53, such as ids, stay texts, which keep them exactly. If only a few values
 * prevent a column from being numbers or times, its reason shows the first of them with their
 * lines.
 *
 * <p>Rules are proposed from {@value #MIN_ROWS} rows on: no missing value where none was missing;
 * unique values where all were different and look like keys or times; more than one value where
 * there were many; 0 or 1 where there was nothing else; other numbers within the observed range,
 * widened by half its width on each side but not across 0; and at least half as many rows. Roles,
 * units and privacy cannot be derived from values and are left to the reviewer.
 *
 * <p>Immutable and thread-safe.
 */
public interface Proposal {
  /** The fewest rows for which rules are proposed. */
  int MIN_ROWS = 100;

  /**
   * Returns how many rows it was derived from.
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
   * Returns the rules that should hold in addition to those of the schema.
   *
   * @return the rules, all of them errors, in the order of the columns
   */
  List<Rule> rules();

  /**
   * Returns why each column is proposed as it is.
   *
   * @return the reasons by name of the column
   */
  Map<String, String> columnReasons();

  /**
   * Returns why each rule is proposed.
   *
   * @return the reasons by id of the rule
   */
  Map<String, String> ruleReasons();

  /**
   * Returns what was found but not proposed: for example, a column that occurs twice or never has a
   * value, rules from too few rows, or a first line that may not be a header.
   *
   * @return each finding with its reason; empty if everything is proposed
   */
  List<String> leftOut();

  /**
   * Returns it as JSON, to be edited and read by {@link Datasets#proposal}.
   *
   * @return the JSON, indented
   */
  String json();

  /**
   * Returns it as Java code: calls on a {@link Snapshot}, with the reasons as comments.
   *
   * @return the code; it needs static imports of the enum constants of the schema package and of
   *     {@code Rules.*}
   */
  String java();

  /**
   * Returns it as a readable report.
   *
   * @return Markdown: a table of the columns and one of the rules, with the reasons
   */
  String markdown();
}
