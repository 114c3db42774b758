package io.lifecycle4j.core.data;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.HandChanged;
import io.lifecycle4j.data.Proposal;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Rule;
import java.util.List;
import java.util.Map;

/** A proposal, whose JSON form has the same components. */
record DefaultProposal(
    long rows,
    Schema schema,
    List<Rule> rules,
    Map<String, String> columnReasons,
    Map<String, String> ruleReasons,
    List<String> leftOut)
    implements Proposal {
  private static final HandChanged HAND_CHANGED = new HandChanged(DataForms.JSON);

  DefaultProposal {
    check(rows >= 0, "Invalid proposal: %s rows (must not be negative)", rows);
    required(schema, "schema");
    rules = copy(rules, "rules");
    columnReasons = copy(columnReasons, "reasons of columns");
    ruleReasons = copy(ruleReasons, "reasons of rules");
    leftOut = copy(leftOut, "what is left out");
  }

  /**
   * Reads a proposal, which a person may have edited.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if it is none
   */
  static Proposal read(String json) {
    return HAND_CHANGED.read(json, DefaultProposal.class, "proposal");
  }

  @Override
  public String json() {
    return HAND_CHANGED.text(this);
  }

  @Override
  public String java() {
    return ProposalText.java(this);
  }

  @Override
  public String markdown() {
    return ProposalText.markdown(this);
  }

  @Override
  public String toString() {
    return String.format(
        "%s and %s of %s",
        counted(schema.columns().size(), "column"),
        counted(rules.size(), "rule"),
        counted(rows, "row"));
  }
}
