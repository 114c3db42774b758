package io.lifecycle4j.core.serving;

import static java.util.Objects.requireNonNull;

import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.validation.RequestRejectedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a call that have no answer, and the exception that names them. */
final class PredictionFailures {
  /** How many rows a message names. */
  private static final int NAMED = 10;

  /** How many causes of a failure are examined; causes may form a circle. */
  private static final int DEEPEST_CAUSE = 10;

  private PredictionFailures() {}

  /** Returns the rows themselves if each has an answer, or else those that failed. */
  static <I, O> List<PredictionRecord<I, O>> unlessNone(List<PredictionRecord<I, O>> rows) {
    for (int i = 0; i < rows.size(); i++) {
      if (!rows.get(i).isAnswered()) {
        return rows.stream().filter(row -> row.failure() != null).toList();
      }
    }
    return rows;
  }

  /** Returns whether an Error ended a row, which may have been meant for another row of its run. */
  static boolean hasError(List<? extends PredictionRecord<?, ?>> rows) {
    return rows.stream()
        .anyMatch(row -> row.failure() instanceof Error || isOfMachine(row.failure()));
  }

  /**
   * Returns whether a failure is due to the virtual machine, which ran out of memory or of stack:
   * neither the version nor the input is at fault.
   */
  static boolean isOfMachine(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < DEEPEST_CAUSE && cause != null; i++) {
      if (cause instanceof VirtualMachineError) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /**
   * Returns the failure of a row that has one as an exception of the library; an error of the
   * virtual machine is thrown.
   */
  static LifecycleException typed(String model, PredictionRecord<?, ?> row) {
    Throwable failure = requireNonNull(row.failure());
    if (failure instanceof VirtualMachineError error) {
      throw error;
    }
    return failure instanceof LifecycleException known
        ? known
        : new PredictionFailedException(
            "Cannot predict with " + model + ": " + FreeText.of("failure of a prediction", failure),
            failure);
  }

  /**
   * Throws the failure of the first row that has one. If there are several rows, it is created
   * again with a message that names all failed rows: what a function or an engine threw becomes the
   * cause. An error is thrown as it is.
   */
  static RuntimeException first(List<? extends PredictionRecord<?, ?>> rows) {
    List<Integer> failed = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).failure() != null) {
        failed.add(i);
      }
    }
    Throwable first = requireNonNull(rows.get(failed.get(0)).failure());
    throw PredictionFailures.<RuntimeException>asItIs(
        rows.size() == 1 ? first : named(failed, rows.size(), first));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // erased: nothing is cast
  private static <X extends Throwable> X asItIs(Throwable failure) throws X {
    throw (X) failure;
  }

  private static Throwable named(List<Integer> failed, int rows, Throwable first) {
    boolean all = failed.size() <= NAMED;
    String numbers = failed.subList(0, all ? failed.size() : NAMED).toString();
    boolean isOurs = first instanceof LifecycleException;
    String message =
        String.format(
            "Cannot predict %s of %s inputs %s: %s",
            failed.size(),
            rows,
            all ? numbers : numbers.replace("]", ", …]"),
            isOurs ? first.getMessage() : FreeText.of("failure of a prediction", first));
    Throwable named;
    if (first instanceof PredictionFailedException) {
      named = new PredictionFailedException(message, first.getCause());
    } else if (first instanceof InvalidValueException) {
      named = new InvalidValueException(message, first.getCause());
    } else if (first instanceof RequestRejectedException rejected) {
      named = new RequestRejectedException(message, rejected.broken());
    } else {
      return isOurs || first instanceof Error
          ? first
          : new PredictionFailedException(message, first);
    }
    named.addSuppressed(first);
    return named;
  }
}
