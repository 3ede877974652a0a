package dev.cauce.plot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.w3c.dom.DOMImplementation;

/** A chart of a certain size, to be written to a file. */
record Picture(JFreeChart chart, int width, int height) {
  /** What a file's name ends in. */
  enum Format {
    SVG,
    PNG
  }

  static {
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  /** The format of {@code file} by its name. */
  static Format format(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    for (Format format : Format.values()) {
      if (name.endsWith("." + format.name().toLowerCase(Locale.ROOT))) {
        return format;
      }
    }
    throw new IllegalArgumentException(
        "\"" + file + "\" is no name of a picture: let it end in .svg or .png.");
  }

  /**
   * Writes under another name first, then renames.
   *
   * @throws IllegalArgumentException if there is no such directory
   */
  void write(Path file, Format format) throws IOException {
    Path whole = file.toAbsolutePath();
    Path directory = whole.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new IllegalArgumentException(
          "There is no directory " + directory + " for the picture: make it first.");
    }
    Path unfinished = whole.resolveSibling("." + whole.getFileName() + ".tmp");
    try {
      if (format == Format.SVG) {
        svg(unfinished);
      } else {
        png(unfinished);
      }
      Files.move(unfinished, whole, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private void png(Path file) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      chart.draw(graphics, area());
    } finally {
      graphics.dispose();
    }
    try (var out = Files.newOutputStream(file)) {
      ImageIO.write(image, "png", out);
    }
  }

  private void svg(Path file) throws IOException {
    DOMImplementation documents;
    try {
      documents =
          DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().getDOMImplementation();
    } catch (ParserConfigurationException e) {
      throw new IOException("The JDK has no XML", e);
    }
    SVGGraphics2D graphics =
        new SVGGraphics2D(documents.createDocument("http://www.w3.org/2000/svg", "svg", null));
    graphics.setSVGCanvasSize(new Dimension(width, height));
    chart.draw(graphics, area());
    try (Writer out = Files.newBufferedWriter(file, UTF_8)) {
      graphics.stream(out, true);
    }
  }

  private Rectangle2D area() {
    return new Rectangle2D.Double(0, 0, width, height);
  }
}
