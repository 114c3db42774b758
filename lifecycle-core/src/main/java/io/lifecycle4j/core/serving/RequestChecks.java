package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.validation.RequestRules;
import io.lifecycle4j.core.validation.RequestRules.RowVerdict;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.DataSheet;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.InvalidRequestPolicy;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the rules for the requests of a version, which are those its data was validated against.
 *
 * @param sheets finds what is known of the data that versions were trained on
 * @param policy how a request that breaks a rule is handled
 */
public record RequestChecks(
    Function<ModelVersion, Optional<DataSheet>> sheets, InvalidRequestPolicy policy) {
  private static final Logger LOG = LoggerFactory.getLogger(RequestChecks.class);

  public RequestChecks {
    required(sheets, "data sheets");
    required(policy, "policy");
  }

  /**
   * Returns the guard of the requests of a version; null if they are not checked. If the rules
   * cannot be read, a policy that rejects requests fails here; with any other, the version serves
   * unchecked, which is logged.
   *
   * @throws LifecycleException if the rules cannot be read, or do not fit the inputs
   */
  @Nullable RequestGuard of(ModelVersion version, Schema inputs) {
    if (policy == InvalidRequestPolicy.OFF) {
      return null;
    }
    try {
      return new RequestGuard(version.label(), rules(version, inputs), policy);
    } catch (OperationInterruptedException e) {
      throw e;
    } catch (LifecycleException e) {
      if (policy == InvalidRequestPolicy.REJECT) {
        throw e;
      }
      LOG.warn("Requests to {} are not checked", version.label(), e);
      return null;
    }
  }

  /** Returns what throws for a request that the policy rejects; never, if it rejects none. */
  public Consumer<Row> rejections(ModelVersion version, Schema inputs) {
    RequestGuard guard = policy == InvalidRequestPolicy.REJECT ? of(version, inputs) : null;
    if (guard == null) {
      return row -> {};
    }
    RowVerdict verdict = guard.verdict();
    return row -> guard.check(row, verdict);
  }

  private RequestRules rules(ModelVersion version, Schema inputs) {
    DataSheet sheet = sheet(version);
    return RequestRules.of(inputs, sheet.schema(), sheet.rules());
  }

  /**
   * Returns inputs with the columns marked that are private in the data of a version. If the data
   * cannot be read, all are marked, which is logged.
   *
   * @throws OperationInterruptedException if the thread is interrupted, as that of an abandoned
   *     load is
   */
  Schema withPrivate(ModelVersion version, Schema inputs) {
    try {
      return marked(inputs, sheet(version).schema());
    } catch (OperationInterruptedException e) { // nobody waits for the version any more
      throw e;
    } catch (LifecycleException e) {
      LOG.warn("No inputs of {} are logged: it is not known which are private", version.label(), e);
      return marked(inputs, name -> true);
    }
  }

  /**
   * Returns inputs with the columns marked that are private in the data of any of these versions.
   * Data that cannot be read have no say: what their version answered has no inputs on record.
   */
  Schema withPrivate(List<ModelVersion> versions, Schema inputs) {
    Schema marked = inputs;
    for (ModelVersion version : versions) {
      try {
        marked = marked(marked, sheet(version).schema());
      } catch (LifecycleException e) {
        LOG.debug(
            "It is not known which columns are private in the data of {}", version.label(), e);
      }
    }
    return marked;
  }

  private static Schema marked(Schema inputs, Schema data) {
    return marked(
        inputs, name -> data.find(name).stream().anyMatch(at -> data.column(at).isPrivate()));
  }

  private static Schema marked(Schema inputs, Predicate<String> isPrivate) {
    Schema marked = inputs;
    for (Column column : inputs.columns()) {
      if (isPrivate.test(column.name())) {
        marked = marked.change(column.name(), ColumnBuilder::asPrivate);
      }
    }
    return marked;
  }

  private DataSheet sheet(ModelVersion version) {
    return sheets
        .apply(version)
        .orElseThrow(
            () ->
                new NotFoundException(
                    String.format(
                        "Cannot check requests to %s: its data %s are not here",
                        version.label(), version.manifest().provenance().data())));
  }
}
