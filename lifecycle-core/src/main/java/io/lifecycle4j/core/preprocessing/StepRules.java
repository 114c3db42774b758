package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks that steps and columns fit each other, before any row is read. */
final class StepRules {
  private StepRules() {}

  static void check(List<Step> steps, Schema input) {
    required(input, "input schema");
    Set<String> encoded = new HashSet<>();
    for (Step step : required(steps, "steps")) {
      check(step, input);
      if (step instanceof Step.OneHot) {
        InvalidValueException.check(
            encoded.add(step.column()),
            "Invalid preprocessing: oneHot(\"%s\") twice",
            step.column());
      }
    }
    for (Column column : input.columns()) {
      InvalidValueException.check(
          !column.type().isText() || encoded.contains(column.name()),
          "Invalid preprocessing: column %s is text (add oneHot(\"%s\"))",
          column.name(),
          column.name());
    }
  }

  private static void check(Step step, Schema input) {
    int place = input.find(required(step, "step").column()).orElse(-1);
    InvalidValueException.check(
        place >= 0,
        "Invalid preprocessing: %s of no column (there are %s)",
        described(step),
        input.names());
    DataType type = input.columns().get(place).type();
    InvalidValueException.check(
        takes(step, type),
        "Invalid preprocessing: %s of a %s column (must be %s)",
        described(step),
        type,
        wanted(step));
  }

  private static boolean takes(Step step, DataType type) {
    return switch (type) {
      case STRING, CATEGORICAL -> step instanceof Step.OneHot;
      case TENSOR -> step instanceof Step.Standardize || step instanceof Step.Scale;
      default -> !(step instanceof Step.OneHot);
    };
  }

  private static String wanted(Step step) {
    if (step instanceof Step.OneHot) {
      return "text";
    }
    boolean tensors = takes(step, DataType.TENSOR);
    return tensors ? "a number or tensor" : "a number";
  }

  private static String described(Step step) {
    return name(step) + "(\"" + step.column() + "\")";
  }

  private static String name(Step step) {
    if (step instanceof Step.OneHot) {
      return "oneHot";
    }
    if (step instanceof Step.Standardize) {
      return "standardize";
    }
    return step instanceof Step.Scale ? "scale" : "impute";
  }
}
