import { TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { sendPhoto } from "../agent/client";
import type { Visit } from "../agent/types";
import { makeKey, useDraft } from "../drafts/useDraft";
import { momentText } from "../format";
import { Press } from "../parts/Press";
import { say } from "../parts/said";
import { Refusal } from "../parts/Texts";
import { useSaving } from "../parts/useSaving";
import { Screen } from "../shell/Screen";
import { useText } from "../text";
import { FileGate } from "./FileGate";
import { useBackToJob, type JobScreenProps } from "./Job";
import { TakePhoto } from "./TakePhoto";

export default function Photos({ visit }: JobScreenProps) {
  const { t } = useText();
  const [image, setImage] = useState<Blob | null>(null);
  const [imageKey, setImageKey] = useState(makeKey);
  const note = useDraft(visit.id, "photo-note", "");
  // Another picture is another press, also with the same note.
  const take = (taken: Blob) => {
    setImage(taken);
    setImageKey(makeKey());
  };
  const saving = useSaving(
    (one: Blob) => sendPhoto(visit.id, one, note.value.trim(), `${imageKey}_${note.key}`),
    () => {
      setImage(null);
      note.clear();
      say(t("photos.saved"));
    },
  );
  return (
    <Screen
      title={t("photos.title")}
      back={useBackToJob(visit)}
      action={image && (
        <Press look="main" tall working={saving.working} onClick={() => saving.run(image)} data-testid="photo-save">{t("photos.keep")}</Press>
      )}
    >
      <div className="page">
        {!image && <TakePhoto give={take} testid="photo" />}
        {image && <Preview image={image} note={note.value} setNote={note.set} drop={() => { setImage(null); saving.forget(); }} />}
        <Refusal error={saving.error} />
        <Gallery visit={visit} />
      </div>
    </Screen>
  );
}

function Preview({ image, note, setNote, drop }: { image: Blob; note: string; setNote: (text: string) => void; drop: () => void }) {
  const { t } = useText();
  const [url, setUrl] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(image);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [image]);
  return (
    <div className="card preview">
      {url && <img src={url} alt={t("photos.title")} data-testid="photo-preview" />}
      <div className="grow">
        <TextInput label={t("photos.note")} value={note} onChange={(event) => setNote(event.currentTarget.value)} data-testid="photo-note" />
        <Press icon={<IconTrash aria-hidden />} onClick={drop}>{t("photos.retake")}</Press>
      </div>
    </div>
  );
}

/// One that the office or a colleague took is fetched when somebody wants to see it.
function Picture({ photo, alt }: { photo: Visit["photos"][number]; alt: string }) {
  const image = <img src={`/api/blobs/${photo.sha256}`} alt={alt} loading="lazy" />;
  return photo.here ? image : <FileGate sha256={photo.sha256} size={photo.size}>{() => image}</FileGate>;
}

function Gallery({ visit }: { visit: Visit }) {
  const { t, language } = useText();
  if (visit.photos.length === 0) return <p className="empty">{t("photos.empty")}</p>;
  return (
    <ul className="gallery" data-testid="gallery">
      {visit.photos.map((photo) => (
        <li key={photo.id}>
          <Picture photo={photo} alt={photo.note || t("photos.alt", { time: momentText(photo.at, language) })} />
          <span>{photo.note}</span>
          <span className="muted small">{momentText(photo.at, language)}</span>
        </li>
      ))}
    </ul>
  );
}
