package io.lifecycle4j.core.registry.card;

import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.ModelCard;
import io.lifecycle4j.registry.Suspicion;
import java.util.ArrayList;
import java.util.List;

/** The card of a version, by what is on record of it. */
public final class VersionCard implements ModelCard {
  private final CardFacts facts;
  private final List<String> missing;
  private final List<Suspicion> suspicions;

  /** Creates a card. */
  public VersionCard(CardFacts facts) {
    this.facts = facts;
    List<String> all = new ArrayList<>(facts.notes().missing());
    if (facts.evaluations().isEmpty()) {
      all.add("evaluation");
    }
    this.missing = List.copyOf(all);
    this.suspicions = CardSuspicions.of(facts);
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
  public List<Suspicion> suspicions() {
    return suspicions;
  }

  @Override
  public String markdown() {
    return CardFrontMatter.of(facts) + CardMarkdown.of(sections());
  }

  @Override
  public String json() {
    return CardDocument.of(facts, missing, suspicions);
  }

  @Override
  public String html() {
    return CardPage.of(version().label(), sections());
  }

  private List<CardSection> sections() {
    return new CardSections(facts, missing, suspicions).all();
  }

  @Override
  public String toString() {
    return "ModelCard[" + version() + "]";
  }
}
