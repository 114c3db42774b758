package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.core.monitoring.window.Attached;
import io.lifecycle4j.core.profile.ProfileForms;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.registry.Actor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the journal of learned references: those that are new or complete, that those of a
 * version are forgotten, or all that there are. The rows of complete ones are attached.
 *
 * @param v the form
 * @param model the name of the model
 * @param time when it was written
 * @param whole whether it has all references
 * @param forgotten the version whose references are forgotten; null unless it says so, as are the
 *     next two
 * @param actor who decided so
 */
@WithoutNulls
record LearnedLine(
    int v,
    String model,
    Instant time,
    boolean whole,
    List<Part> references,
    @Nullable String forgotten,
    @Nullable String actor,
    @Nullable String reason) {
  private static final int VERSION = 1;

  LearnedLine {
    required(model, "model");
    required(time, "time");
    references = List.copyOf(required(references, "references"));
  }

  /**
   * A reference.
   *
   * @param rows counts its rows; null until it is complete, as is the next one
   * @param bytes the length of their summary
   */
  @WithoutNulls
  record Part(
      String id,
      String label,
      long wanted,
      Profile cells,
      @Nullable Long rows,
      @Nullable Integer bytes) {
    Part {
      required(id, "id");
      required(label, "label");
      required(cells, "cells");
    }

    private static Part of(LearnedReference one) {
      DriftSummary counted = one.counted();
      return new Part(
          one.id(),
          one.label(),
          one.wanted(),
          one.cells(),
          counted == null ? null : counted.rows(),
          counted == null ? null : counted.bytes().length);
    }
  }

  /** Writes references. */
  static byte[] of(String model, Instant time, boolean whole, List<LearnedReference> all) {
    List<Part> parts = all.stream().map(Part::of).toList();
    List<byte[]> attached =
        all.stream()
            .map(LearnedReference::counted)
            .filter(Objects::nonNull)
            .map(DriftSummary::bytes)
            .toList();
    LearnedLine line = new LearnedLine(VERSION, model, time, whole, parts, null, null, null);
    return Attached.write(ProfileForms.JSON.write(line), attached);
  }

  /** Writes that the references of a version are forgotten. */
  static byte[] forgotten(String model, Instant time, String label, Actor by, String reason) {
    LearnedLine line =
        new LearnedLine(VERSION, model, time, false, List.of(), label, by.name(), reason);
    return Attached.write(ProfileForms.JSON.write(line), List.of());
  }

  /** An entry that was read. */
  record Read(LearnedLine line, List<LearnedReference> references) {}

  static Read read(String model, byte[] payload) {
    String where = "learned references of " + model;
    Attached attached = Attached.read(payload, where);
    LearnedLine line = ProfileForms.JSON.read(attached.json(), LearnedLine.class, where);
    if (line.v() != VERSION || !line.model().equals(model)) {
      throw new CorruptDataException(
          "Corrupt " + where + ": form " + line.v() + " of " + line.model());
    }
    try {
      return new Read(line, references(line, attached));
    } catch (InvalidValueException e) {
      throw new CorruptDataException("Corrupt " + where + ": " + e.getMessage(), e);
    }
  }

  private static List<LearnedReference> references(LearnedLine line, Attached attached) {
    List<byte[]> summaries =
        attached.split(
            line.references().stream().map(Part::bytes).filter(Objects::nonNull).toList());
    List<LearnedReference> found = new ArrayList<>();
    int next = 0;
    for (Part part : line.references()) {
      DriftSummary counted =
          part.bytes() == null || part.rows() == null
              ? null
              : DriftSummary.of(part.rows(), summaries.get(next++));
      found.add(
          new LearnedReference(part.id(), part.label(), part.wanted(), part.cells(), counted));
    }
    return found;
  }
}
