package io.lifecycle4j.core.registry.card;

import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.ModelCard;
import io.lifecycle4j.registry.VersionNotes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The card of a version, by what is on record of it. */
public final class VersionCard implements ModelCard {
  private final CardFacts facts;
  private final List<String> missing;

  /** Creates a card. */
  public VersionCard(CardFacts facts) {
    this.facts = facts;
    List<String> all = new ArrayList<>(missing(facts.notes()));
    if (facts.evaluations().isEmpty()) {
      all.add("evaluation");
    }
    this.missing = List.copyOf(all);
  }

  /** Returns what people would say too if the card was complete. */
  public static List<String> missing(VersionNotes notes) {
    List<String> missing = new ArrayList<>();
    add(missing, "description", notes.description());
    add(missing, "intended use", notes.intendedUse());
    add(missing, "limitations", notes.limitations());
    add(missing, "known failures", notes.knownFailures());
    add(missing, "contact", notes.contact());
    add(missing, "owner", notes.owners().stream().findFirst());
    return missing;
  }

  private static void add(List<String> missing, String name, Optional<String> text) {
    if (text.isEmpty()) {
      missing.add(name);
    }
  }

  @Override
  public ModelVersion version() {
    return facts.version();
  }

  @Override
  public List<String> missing() {
    return missing;
  }

  @Override
  public String markdown() {
    return CardFrontMatter.of(facts) + CardMarkdown.of(sections());
  }

  @Override
  public String json() {
    return CardDocument.of(facts, missing);
  }

  @Override
  public String html() {
    return CardPage.of(version().label(), sections());
  }

  private List<CardSection> sections() {
    return new CardSections(facts, missing).all();
  }

  @Override
  public String toString() {
    return "ModelCard[" + version() + "]";
  }
}
