package io.lifecycle4j.contract;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.GrayImage;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.serving.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A home with a dense network and a convolutional one, both trained on DJL, and what they answer.
 *
 * <p>{@code WrittenDjlHome} of {@code lifecycle-djl} writes it; it is kept in {@code djl-home},
 * with the answers of DJL in {@code djl-home.txt}.
 */
public final class DjlHome {
  /** Rows and columns of an image. */
  public static final int SIDE = 8;

  private static final Column IMAGE = Column.tensor("image", 1, SIDE, SIDE);
  private static final List<String> WORDS = List.of("fine", "great", "poor", "broken", "thing");

  private DjlHome() {}

  /** A ride, whose fare a dense network predicts. */
  public record Ride(double distance, double hour, String city) {}

  /** A ride with its fare. */
  public record PaidRide(double distance, double hour, String city, double fare) {}

  /** Something that is offered, with layers of its own for each input. */
  public record Offer(GrayImage image, String review, double price) {}

  /** An offer and whether it was sold. */
  public record SoldOffer(GrayImage image, String review, double price, String sold) {}

  /**
   * Returns how rows of offers are read.
   *
   * @return the columns
   */
  public static Columns<SoldOffer> soldOffers() {
    return Columns.of(SoldOffer.class, IMAGE);
  }

  /**
   * Begins to open the dense model.
   *
   * @param home the home
   * @return the builder
   */
  public static ManagedModelBuilder<Ride, Double> rides(Lifecycle home) {
    return home.model("rides", Columns.of(Ride.class), Tasks.regression("fare"));
  }

  /**
   * Begins to open the convolutional model.
   *
   * @param home the home
   * @return the builder
   */
  public static ManagedModelBuilder<Offer, String> offers(Lifecycle home) {
    return home.model("offers", Columns.of(Offer.class, IMAGE), Tasks.classification("sold"));
  }

  /**
   * Makes rides.
   *
   * @param count how many
   * @param seed the same for the same rides
   * @return rides with their fares
   */
  public static List<PaidRide> rides(int count, long seed) {
    Random random = new Random(seed);
    List<PaidRide> rides = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double distance = random.nextInt(200) / 10.0;
      double hour = random.nextInt(24);
      String city = random.nextBoolean() ? "Bern" : "Rome";
      double fare = 3 + distance * (city.equals("Bern") ? 2 : 1) + (hour > 20 ? 5 : 0);
      rides.add(new PaidRide(distance, hour, city, fare));
    }
    return rides;
  }

  /**
   * Makes offers.
   *
   * @param count how many
   * @param seed the same for the same offers
   * @return offers, sold if two of three speak for it
   */
  public static List<SoldOffer> offers(int count, long seed) {
    Random random = new Random(seed);
    List<SoldOffer> offers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean bright = random.nextBoolean();
      byte[] pixels = new byte[SIDE * SIDE];
      for (int pixel = 0; pixel < pixels.length; pixel++) {
        pixels[pixel] = (byte) ((bright ? 150 : 20) + random.nextInt(80));
      }
      String review = word(random) + " " + word(random);
      boolean good = review.contains("fine") || review.contains("great");
      double price = random.nextInt(100);
      int reasons = (bright ? 1 : 0) + (good ? 1 : 0) + (price < 50 ? 1 : 0);
      String sold = reasons > 1 ? "yes" : "no";
      offers.add(new SoldOffer(new GrayImage(SIDE, SIDE, pixels), review, price, sold));
    }
    return offers;
  }

  private static String word(Random random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  /**
   * Predicts 20 rides and 20 offers.
   *
   * @param home the home
   * @param engine the name of the engine that must run them
   * @return the fares, and the probabilities that the offers are sold
   */
  public static List<Double> answers(Lifecycle home, String engine) {
    List<Double> answers = new ArrayList<>();
    try (ManagedModel<Ride, Double> model = rides(home).open()) {
      check(model, engine);
      for (PaidRide ride : rides(20, 7)) {
        answers.add(model.predict(new Ride(ride.distance, ride.hour, ride.city)).value());
      }
    }
    try (ManagedModel<Offer, String> model = offers(home).open()) {
      check(model, engine);
      List<Offer> offers =
          offers(20, 7).stream()
              .map(offer -> new Offer(offer.image, offer.review, offer.price))
              .toList();
      for (Prediction<String> answer : model.predict(offers)) {
        answers.add(answer.probability("yes").orElseThrow());
      }
    }
    return answers;
  }

  private static void check(ManagedModel<?, ?> model, String engine) {
    String found = model.servingStatus().engine().orElse("none");
    if (!found.equals(engine)) {
      throw new AssertionError(model.servingStatus() + " by " + found);
    }
  }
}
