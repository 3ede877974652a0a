package dev.cauce.runners;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * JSON from and to a Flink cluster over HTTP. What goes wrong is an {@link IOException} whose
 * message is one line: which address, what happened, what to do.
 */
final class RestCalls {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST = 300;

  private final URI root;
  private final Duration timeout;
  private final HttpClient client;

  RestCalls(URI root, Duration timeout) {
    this.root = root;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  JsonNode get(String path) throws IOException {
    return send("GET", path, null);
  }

  JsonNode post(String path, JsonNode body) throws IOException {
    return send("POST", path, body);
  }

  JsonNode patch(String path) throws IOException {
    return send("PATCH", path, null);
  }

  private JsonNode send(String method, String path, @Nullable JsonNode body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(root.resolve(path)).timeout(timeout).header("Accept", "*/*");
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json; charset=UTF-8")
          .method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
    }
    HttpResponse<String> response = exchange(request.build());
    JsonNode answer = parsed(response.body());
    if (response.statusCode() / 100 == 2 && answer != null) {
      return answer;
    }
    String said = answer == null ? "" : said(answer);
    throw new IOException(
        String.format(
            Locale.ROOT,
            "%s %s%s was answered with %d%s",
            method,
            root,
            path,
            response.statusCode(),
            said.isEmpty() ? ": is that the REST port of a Flink cluster?" : ": " + said));
  }

  private HttpResponse<String> exchange(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (HttpTimeoutException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "Flink at %s does not answer within %d s (%s %s): is the cluster overloaded, or is a"
                  + " firewall between?",
              root,
              timeout.toSeconds(),
              request.method(),
              request.uri().getPath()),
          e);
    } catch (ConnectException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "Cannot connect to Flink at %s%s: is the cluster running, and is that its REST port?",
              root,
              isUnknown(e) ? " (no such host)" : ""),
          e);
    } catch (IOException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "Talking to Flink at %s failed: %s. Is that its REST port?",
              root,
              e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while talking to Flink at " + root + ".");
    }
  }

  private static boolean isUnknown(ConnectException e) {
    for (Throwable link = e; link != null; link = link.getCause()) {
      if (link instanceof java.nio.channels.UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable JsonNode parsed(String body) {
    try {
      return body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return null; // Not Flink, or a proxy before it.
    }
  }

  /** What Flink says went wrong: the last of its errors, or what stands behind a stack trace. */
  private static String said(JsonNode answer) {
    String last = "";
    for (JsonNode error : answer.path("errors")) {
      last = error.asText();
    }
    String line = RootCause.of(last);
    return line.length() > LONGEST ? line.substring(0, LONGEST) + " ..." : line;
  }
}
