import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks whether the service is alive, as the image has no other client: Health PORT. */
class Health {
  public static void main(String[] arguments) throws Exception {
    URI alive = URI.create("http://localhost:" + arguments[0] + "/actuator/health/liveness");
    int status =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(alive).build(), BodyHandlers.discarding())
            .statusCode();
    System.exit(status == 200 ? 0 : 1);
  }
}
