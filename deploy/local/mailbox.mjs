// A real SMTP server on the loopback address that keeps what it is sent: the mail catcher of a local company.
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

export class Mailbox {
  mails = []
  refuse = null // an error text: the next mails are refused with 451

  async open() {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData: (stream, session, done) => {
        simpleParser(stream)
          .then((mail) => {
            if (this.refuse) return done(Object.assign(new Error(this.refuse), { responseCode: 451 }))
            this.mails.push({
              at: new Date().toISOString(),
              from: session.envelope.mailFrom.address,
              to: session.envelope.rcptTo.map((recipient) => recipient.address),
              subject: mail.subject ?? '',
              text: mail.text ?? '',
              attachments: mail.attachments.map((file) => ({ name: file.filename, mime: file.contentType, bytes: file.content })),
            })
            return done()
          })
          .catch(done)
      },
    })
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    this.port = this.server.server.address().port
    return this
  }

  to(address) {
    return this.mails.filter((mail) => mail.to.includes(address))
  }

  async close() {
    await new Promise((resolve) => this.server.close(resolve))
  }
}
