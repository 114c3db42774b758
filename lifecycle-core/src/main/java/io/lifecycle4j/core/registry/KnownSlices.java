package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.registry.gates.SliceColumn;
import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateNeed;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The slices that rows of data can have, as far as the manifest says. Thread-safe.
 *
 * @param data the data, for messages
 * @param manifest its schema, and the texts that its columns have
 */
record KnownSlices(VersionRef data, DatasetManifest manifest) {
  /** A profile has only the beginnings of longer texts. */
  private static final int LONGEST = 200;

  /**
   * Rejects gates on slices by a column that the data do not have or that is private, or by a text
   * that no row has.
   *
   * @throws io.lifecycle4j.error.InvalidValueException with those that they have, and the one that
   *     was probably meant
   */
  void check(String model, List<? extends Gate> gates) {
    for (Gate gate : gates) {
      for (GateNeed need : gate.needs()) {
        if (need instanceof GateNeed.Slice slice) {
          slice.columns().forEach((column, value) -> check(model, column, value));
        }
      }
    }
  }

  private void check(String model, String name, String value) {
    Schema schema = manifest.schema();
    SliceColumn.problem(name, schema)
        .ifPresent(
            why -> {
              throw new InvalidValueException(
                  String.format("Invalid gate of %s: in %s, %s", model, data, why));
            });
    if (!value.isEmpty() && value.length() <= LONGEST) {
      Map<String, Long> texts =
          manifest.profile().find(name).map(ColumnProfile::categories).orElse(Map.of());
      Preconditions.check(
          texts.isEmpty() || texts.containsKey(ColumnProfile.OTHER) || texts.containsKey(value),
          "Invalid gate of %s: no row of %s has the %s '%s' (%s)",
          model,
          data,
          name,
          ShownCell.line(value),
          SliceColumn.instead(name, value, new TreeSet<>(texts.keySet())));
    }
  }
}
