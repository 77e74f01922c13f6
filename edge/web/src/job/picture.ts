/// Photos are scaled on this device: 1,600 px on the longer side shows a nameplate and is a tenth of the camera's bytes.
export const longestPx = 1_600;
const quality = 0.85;

export function scaledSize(width: number, height: number, longest = longestPx): { width: number; height: number } {
  const factor = Math.min(1, longest / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

/// A JPEG no larger than needed, turned as the camera was held. Throws where the file is not a picture.
export async function scalePicture(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    return await drawJpeg(bitmap, scaledSize(bitmap.width, bitmap.height));
  } finally {
    bitmap.close();
  }
}

export const grabFrame = (video: HTMLVideoElement): Promise<Blob> =>
  drawJpeg(video, scaledSize(video.videoWidth, video.videoHeight));

async function drawJpeg(source: CanvasImageSource, size: { width: number; height: number }): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = size.width;
  canvas.height = size.height;
  canvas.getContext("2d")?.drawImage(source, 0, 0, size.width, size.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
  if (!blob) throw new Error("no picture");
  return blob;
}
